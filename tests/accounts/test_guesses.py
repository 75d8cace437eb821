import pytest

from accounts.services import guesses, passwords

OWN = ("Lan Phạm", "lan.pham84@congtyabc.vn", "Hoidap")
FIRST_TRIED = [
    "password2024!", "P@ssw0rd2026", "Mật khẩu 2024", "qwertyuiop12", "1qaz2wsx3edc", "1q2w3e4r5t",
    "0912345678", "20261124111", "abcabcabcabc", "aaaaaaaaaaaaaaa", "anhyeuem123", "hoidap2026!!",
    "lanpham1984", "congtyabc2026", "a1b2c3d4e5f6", "iloveyou4ever", "zxcvbnm,./123", "admin@12345",
    "0987654321a", "nguyenlinh99",
]  # fmt: skip
GOOD = [
    "correct horse battery staple", "tháng chín mưa rơi", "cái ghế màu tím", "k3x9v2m8q1",
    "muaxuandichoi", "zebra.violin.7.cloud",
]  # fmt: skip


@pytest.mark.parametrize("password", FIRST_TRIED)
def test_what_everybody_tries_is_refused(app, password):
    assert passwords.problem(password, own=OWN)


@pytest.mark.parametrize("password", GOOD)
def test_a_good_password_is_taken(app, password):
    assert passwords.problem(password, own=OWN) is None


def test_thousands_of_common_forms_are_known():
    forms = {
        f"{word}{year}{end}"
        for word in guesses.WORDS[:60]
        for year in range(1970, 2030)
        for end in ("", "!")
    }
    assert len(forms) >= 3000
    assert [form for form in forms if not guesses.is_easy(form)] == []


@pytest.mark.parametrize("seed", ["a", "word ", "1", "ấ", "\x00x", "🙂"])
def test_the_longest_password_is_judged_fast(app, seed):
    text = (seed * 128)[:128]
    assert passwords.problem(text) is not None


def test_length_counts_and_staff_need_more(app):
    assert passwords.problem("tím ghế x") is not None
    assert passwords.problem("tháng 9 mưa") is None
    assert passwords.problem("tháng 9 mưa", is_staff=True) is not None
    assert passwords.problem("zebra violin " * 10 + "x" * 20) is not None


def test_nothing_is_cut_trimmed_or_folded():
    kept = passwords.hashed(" Tháng Chín ")

    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.matches(kept, " Tháng Chín ")
    assert not passwords.matches(kept, "Tháng Chín")
    assert not passwords.matches(kept, " tháng chín ")
    long = "x" * 127
    assert not passwords.matches(passwords.hashed(long + "a"), long + "b")


def test_a_password_is_the_same_in_both_forms_of_unicode():
    kept = passwords.hashed("m\u1ea5t kh\u1ea9u c\u1ee7a t\u00f4i")

    assert passwords.matches(kept, "ma\u0302\u0301t kha\u0302\u0309u cu\u0309a to\u0302i")


def test_nobodys_hash_costs_what_a_real_one_costs():
    """An unknown name is checked against a hash of the same parameters, and never fits."""
    assert not passwords.is_outdated(passwords.NOBODYS)
    assert not passwords.matches(None, "anything")


def test_a_broken_hash_fits_nothing():
    assert not passwords.matches("not a hash", "anything")
