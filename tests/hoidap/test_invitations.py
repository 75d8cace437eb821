from accounts.models import AuditEntry, Role, Token, User
from accounts.services import inviting
from core.db import db

PATH = "/desk/settings/invitations"


def test_an_invited_colleague_comes_in(as_admin, client, mails, work):
    words = {"email": "Lan@Example.com", "name": "Lan", "role": "staff"}
    assert as_admin.post(PATH, data=words).status_code == 303
    assert "lan@example.com" in as_admin.get(PATH).text
    work()

    assert mails[0]["To"] == "lan@example.com"
    text = mails[0].get_content()
    path = "/accounts" + text.partition("/accounts")[2].split()[0]
    client.post(path, data={"name": "Lan", "password": "sunny elephants walk home", "consent": "y"})

    assert db.session.query(User).filter_by(name="Lan").one().role is Role.STAFF
    assert "Nobody is invited" in as_admin.get(PATH).text


def test_who_is_here_already_is_not_invited(as_admin, make):
    make.user(name="Mai", email="mai@example.com")
    answer = as_admin.post(PATH, data={"email": "mai@example.com", "name": "M", "role": "staff"})
    assert answer.status_code == 422
    assert "Mai is a member already" in answer.text


def test_a_wrong_address_or_role_is_refused_and_kept(as_admin):
    answer = as_admin.post(PATH, data={"email": "nobody", "name": "Lan", "role": "staff"})
    assert answer.status_code == 422
    assert 'value="nobody"' in answer.text
    answer = as_admin.post(PATH, data={"email": "a@example.com", "name": "L", "role": "customer"})
    assert answer.status_code == 422


def test_an_invitation_is_withdrawn(as_admin):
    as_admin.post(PATH, data={"email": "lan@example.com", "name": "Lan", "role": "moderator"})
    token = db.session.query(Token).one()
    assert as_admin.post(f"{PATH}/{token.id}/send-again").status_code == 303
    assert as_admin.post(f"{PATH}/{token.id}/withdraw").status_code == 303
    assert as_admin.post(f"{PATH}/{token.id}/withdraw").status_code == 404
    assert "lan@example.com" not in as_admin.get(PATH).text
    actions = {entry.action for entry in db.session.query(AuditEntry)}
    assert actions == {"invitation.sent", "invitation.withdrawn"}


def test_the_list_is_cut_and_goes_on(as_admin, onward):
    for number in range(51):
        inviting.invite(f"p{number}@example.com", role=Role.STAFF, name="Lan", by=as_admin.user)
    db.session.commit()
    page = as_admin.get(PATH)
    assert "p1@example.com" in page.text
    assert "p0@example.com" not in page.text
    assert "p0@example.com" in as_admin.get(onward(page)).text


def test_asked_in_again_the_former_link_ends(as_admin):
    for _ in range(2):
        as_admin.post(PATH, data={"email": "lan@example.com", "name": "Lan", "role": "staff"})
    assert [token.used_at is None for token in db.session.query(Token)] == [False, True]


def test_only_admins_invite(as_staff, client):
    words = {"email": "lan@example.com", "name": "Lan", "role": "admin"}
    assert as_staff.post(PATH, data=words).status_code == 403
    assert client.post(PATH, data=words).status_code in (302, 303)
    assert db.session.query(Token).count() == 0
