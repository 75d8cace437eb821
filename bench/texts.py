"""Seeded words: sentences that nobody wrote, of words that we chose, common and rare as in life.

The rare words matter: an index whose every word stands in every thread measures nothing real.
"""

import random
from itertools import accumulate

LANGUAGES = ("vi", "en")
SLOTS = ("thing", "deed", "trouble", "rare", "code")

# Sentences with places to fill: see SLOTS.
FRAMES = {
    "vi": (
        "{thing} của tôi {trouble} sau khi {deed}",
        "Tôi đã {deed} nhưng {thing} vẫn {trouble}, màn hình báo mã {code}",
        "Anh chị cho hỏi muốn {deed} thì {thing} {rare} có hỗ trợ không",
        "Bạn thử {deed} rồi {deed} lại lần nữa xem {thing} còn {trouble} không",
        "Theo hướng dẫn thì {rare} phải {deed} trước khi dùng {thing}",
        "Bên mình dùng {thing} ở {rare}, mỗi sáng đều {trouble} khoảng mười phút",
        "Nếu {thing} {trouble} thì kiểm tra {rare}, sau đó {deed}",
        "Cảm ơn bạn, {deed} xong thì {thing} chạy lại bình thường, {rare}",
        "Trường hợp {rare} hay gặp là {thing} {trouble} vì chưa {deed}",
        "Nhân viên đã {deed} giúp tôi, {rare} và {rare} đều ổn",
        "Xin lưu ý {rare}: không nên {deed} khi {thing} đang {trouble}",
        "Phiên bản {code} có {rare} mới, {thing} không còn {trouble}",
    ),
    "en": (
        "My {thing} {trouble} after I tried to {deed}",
        "I did {deed} twice, yet the {thing} still {trouble} and shows code {code}",
        "Can anybody tell me how to {deed} when the {thing} has no {rare}",
        "Please {deed} once more and look whether the {thing} still {trouble}",
        "The guide says that {rare} comes first, then you {deed} on the {thing}",
        "We use the {thing} with a {rare} at work, and every morning it {trouble}",
        "If the {thing} {trouble}, look at the {rare} and then {deed}",
        "Thank you, after I managed to {deed} the {thing} works again, {rare} and all",
        "The usual reason is {rare}: somebody forgot to {deed}",
        "Support helped me to {deed}, so the {rare} and the {rare} are fine now",
        "Mind the {rare}: do not {deed} while the {thing} {trouble}",
        "Release {code} brings a new {rare}, and the {thing} no longer {trouble}",
    ),
}
THINGS = {
    "vi": (
        "bộ phát mạng, máy in, ứng dụng, tài khoản, hoá đơn, đơn hàng, thẻ quà, mật khẩu, màn hình,"
        " bàn phím, loa, pin, sạc, máy quét, đồng hồ, máy lọc nước, nồi chiên, bảng giá, báo cáo,"
        " kho hàng, cửa hàng, trang quản trị, hộp thư, tin nhắn, mã giảm giá, bản đồ, lịch hẹn,"
        " phiếu bảo hành, gói cước, đường truyền"
    ),
    "en": (
        "router, printer, app, account, invoice, order, gift card, password, screen, keyboard,"
        " speaker, battery, charger, scanner, watch, water filter, fryer, price list, report,"
        " warehouse, store, admin page, inbox, message, voucher, map, booking, warranty slip,"
        " data plan, line"
    ),
}
DEEDS = {
    "vi": (
        "khởi động lại, cập nhật phần mềm, đổi mật khẩu, cài lại ứng dụng, xoá bộ nhớ đệm,"
        " gửi biểu mẫu, đăng nhập lại, in hoá đơn, quét mã, rút nguồn, thay pin, gọi tổng đài,"
        " xuất dữ liệu, nhập danh sách, đồng bộ kho, huỷ đơn, đổi địa chỉ, mở khoá, nạp tiền,"
        " kết nối mạng, chuyển gói, trả hàng, xác nhận thư, đặt lịch"
    ),
    "en": (
        "restart it, update the software, change the password, install the app again, clear the"
        " cache, send the form, sign in again, print the invoice, scan the code, unplug it, change"
        " the battery, call support, export the data, import the list, sync the stock, cancel the"
        " order, change the address, unlock it, top up, join the network, switch the plan, return"
        " the parcel, confirm the mail, book a visit"
    ),
}
TROUBLES = {
    "vi": (
        "không phản hồi, bị treo, báo lỗi, chạy chậm, mất kết nối, tự tắt, sai số tiền, hiện hai"
        " lần, không lưu, bị khoá, hết hạn, nóng máy, mất tiếng, nhấp nháy, không nhận mã"
    ),
    "en": (
        "does not answer, hangs, shows an error, is slow, drops the line, turns itself off, gets"
        " the sum wrong, appears twice, does not save, is locked, has expired, gets hot, has no"
        " sound, flickers, refuses the code"
    ),
}
# What rare words are made of: two syllables, or a beginning, a stem and an end.
SYLLABLES = (
    "an bình châu dương điện giang hải hiệu hoà hồng hưng khánh kim kỹ lâm lễ liên linh long lợi"
    " lương mai minh mỹ nam ngân ngọc nguyên nhật phát phong phú phúc phương quang quốc quý sơn tài"
    " tâm tân thái thành thiên thịnh thông thuận thuỷ tiến tín toàn trang trí trung trường tuấn tuệ"
    " tùng vân việt vinh vĩnh xuân yên biểu cước cấp chuyển dịch đăng gói giảm hạn hình hộp khối"
    " kiện lệnh lịch lọc luồng mạch mẫu mục nguồn nhãn phiếu quét ràng sàn tệp thẻ trạm tuyến vùng"
)
STARTS = "auto bio counter de em fore hyper inter kilo mega mono over pre re sub super trans un"
STEMS = (
    "band bolt cast charge clip code cord count dock drift fold form frame gate grid guard hinge"
    " index join label latch link load lock map mark match merge mount node pack patch path plug"
    " port press probe pulse rack range route scale scan seal shift slot sort span stack stage tag"
    " trace track tray trim tune valve vault wave wire wrap zone"
)
ENDS = "- able age al ance er et ful ing ist ity ive less let ment ness or ship"


class Writer:
    """Writes the same words for the same seed.

    breadth -- how many rare words a language has; a larger site says more different things.
    """

    def __init__(self, seed: int, *, breadth: int) -> None:
        self.dice = random.Random(seed)
        self._rare = {language: self._rare_words(language, breadth) for language in LANGUAGES}
        # Zipf's law: the word of rank r comes up 1/r as often as the first.
        self._weights = list(accumulate(1 / rank for rank in range(1, breadth + 1)))
        self._lists = {
            "thing": {language: words.split(", ") for language, words in THINGS.items()},
            "deed": {language: words.split(", ") for language, words in DEEDS.items()},
            "trouble": {language: words.split(", ") for language, words in TROUBLES.items()},
        }

    def _rare_words(self, language: str, breadth: int) -> list[str]:
        parts = (SYLLABLES.split(),) * 2 if language == "vi" else (STARTS.split(), STEMS.split())
        ends = ENDS.split() if language == "en" else [""]
        made = {}
        for serial in range(breadth * 2):
            first, second, end = (self.dice.choice(part) for part in (*parts, ends))
            word = f"{first} {second}" if language == "vi" else f"{first}{second}{end.strip('-')}"
            made[word if word not in made else f"{word} {serial}"] = None
        return list(made)[:breadth]

    def sentence(self, language: str) -> str:
        frame = self.dice.choice(FRAMES[language])
        filled = frame
        for slot in SLOTS:
            while f"{{{slot}}}" in filled:
                filled = filled.replace(f"{{{slot}}}", self.word(slot, language), 1)
        return f"{filled[0].upper()}{filled[1:]}."

    def word(self, slot: str, language: str) -> str:
        if slot == "rare":
            return self.dice.choices(self._rare[language], cum_weights=self._weights)[0]
        if slot == "code":
            return f"{self.dice.choice('ABEKMPRX')}{self.dice.randrange(100, 2000)}"
        return self.dice.choice(self._lists[slot][language])

    def title(self, language: str) -> str:
        """A sentence short enough for a heading, with a rare word or two."""
        words = f"{self.sentence(language)[:-1]} – {self.word('rare', language)}"
        return words[:110].rsplit(" ", 1)[0] if len(words) > 110 else words

    def name(self) -> str:
        return " ".join(part.title() for part in self.dice.sample(SYLLABLES.split(), 3))

    def paragraph(self, language: str, sentences: int) -> str:
        return " ".join(self.sentence(language) for _ in range(sentences))

    def block(self, language: str) -> str:
        """A piece of Markdown with structure: list, steps, quote, table, code or heading."""
        lines = [self.sentence(language) for _ in range(self.dice.randrange(2, 6))]
        match self.dice.randrange(6):
            case 0:
                return "\n".join(f"- {line}" for line in lines)
            case 1:
                return "\n".join(f"{n}. {line}" for n, line in enumerate(lines, 1))
            case 2:
                return f"> {lines[0]}"
            case 3:
                head = f"| {self.word('rare', language)} | {self.word('code', language)} |"
                rows = [f"| {self.word('rare', language)} | **{line}** |" for line in lines]
                return "\n".join([head, "| --- | --- |", *rows])
            case 4:
                name = self.word("code", language).lower()
                return f"```python\n{name} = read('{name}')\nprint(len({name}))  # {lines[0]}\n```"
            case _:
                return f"## {self.title(language)}"
