import pytest

from core import mail


def test_a_mail_arrives_at_a_real_server(app, mails):
    message = mail.compose(
        "lan@example.com",
        "Câu trả lời đã có",
        "Xin chào",
        key="post:7",
        sender_name="Trợ giúp",
        unsubscribe_url="http://localhost/leave",
    )

    mail.deliver(message)

    [got] = mails
    assert got.envelope_to == ["lan@example.com"]
    assert got["Subject"] == "Câu trả lời đã có"
    assert got["From"].addresses[0].display_name == "Trợ giúp"
    assert got["Auto-Submitted"] == "auto-generated"
    assert got["List-Unsubscribe"] == "<http://localhost/leave>"
    assert got["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert got.get_content().strip() == "Xin chào"


@pytest.mark.parametrize("host", ["help.example.com", "trợgiúp.example.com"])
def test_a_long_link_to_leave_stands_in_one_piece(app, mails, host):
    link = f"https://{host}/forum/follow-ups/stop/{'a-B_' * 40}"
    message = mail.compose("lan@example.com", "s", "t", unsubscribe_url=link)
    mail.deliver(message)
    sent = f"\r\nList-Unsubscribe: <{link}>\r\n".encode()
    assert (sent in message.as_bytes()) == link.isascii()
    assert mails[0]["List-Unsubscribe"] == f"<{link}>"


def test_the_same_key_gives_the_same_message_id(app):
    def number(**more):
        return mail.compose("lan@example.com", "s", "t", **more)["Message-ID"]

    assert number(key="post:7") == number(key="post:7") != number(key="post:8")
    assert number() != number()


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\x0b", "\u2028", "\x00"])
def test_no_name_or_subject_begins_a_new_header(app, end):
    evil = f"Hello{end}Bcc: everybody@example.com"

    message = mail.compose("lan@example.com", evil, "text", sender_name=evil, unsubscribe_url=evil)

    assert message["Bcc"] is None
    assert not any(line.startswith(b"Bcc") for line in message.as_bytes().splitlines())


@pytest.mark.parametrize(
    "to", ["a@b.example\r\nBcc: c@d.example", "nobody", "a@b.example, c@d.example"]
)
def test_a_bad_address_is_refused(app, to):
    with pytest.raises(ValueError, match=r".+"):
        mail.compose(to, "subject", "text")


def test_file_keeps_mails_for_their_owner_alone(app):
    app.config["HOIDAP_MAIL_URL"] = "file:"

    mail.deliver(mail.compose("lan@example.com", "First", "text"))
    mail.deliver(mail.compose("lan@example.com", "Second", "text"))

    assert [message["Subject"] for message in mail.kept()] == ["Second", "First"]
    [one, _other] = mail.folder().glob("*.eml")
    assert one.stat().st_mode & 0o077 == 0


def test_a_server_that_is_away_is_a_failure_to_try_again(app):
    app.config["HOIDAP_MAIL_URL"] = "smtp://somebody:a-secret@127.0.0.1:1"

    with pytest.raises(mail.MailFailed) as failure:
        mail.deliver(mail.compose("lan@example.com", "s", "t"))

    assert "a-secret" not in str(failure.value)


def test_the_url_says_server_and_encryption():
    server = mail.server_of("smtp://me%40shop:p%3Aw@mail.example:2525?tls=starttls")

    assert server == mail.Server("mail.example", 2525, "me@shop", "p:w", "starttls")
    assert mail.server_of("smtp://mail.example?tls=ssl").port == 465
    assert mail.server_of("smtp://mail.example").tls == ""


@pytest.mark.parametrize(
    "url", ["http://mail.example", "smtp://", "smtp://mail.example?tls=maybe", "smtp://m:port", ""]
)
def test_a_url_that_makes_no_sense_is_named(url):
    with pytest.raises(mail.BadMailUrl, match="HOIDAP_MAIL_URL"):
        mail.server_of(url)
