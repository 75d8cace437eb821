"""`:smile:` as a character: the names that forums use most."""

import re

_TABLE = {
    "smile": "😄", "smiley": "😃", "grinning": "😀", "grin": "😁", "laughing": "😆", "joy": "😂",
    "rofl": "🤣", "sweat_smile": "😅", "slight_smile": "🙂", "slightly_smiling_face": "🙂",
    "upside_down_face": "🙃", "wink": "😉", "blush": "😊", "innocent": "😇", "heart_eyes": "😍",
    "kissing_heart": "😘", "yum": "😋", "stuck_out_tongue": "😛", "crazy_face": "🤪",
    "stuck_out_tongue_winking_eye": "😜", "thinking": "🤔", "neutral_face": "😐", "smirk": "😏",
    "expressionless": "😑", "confused": "😕", "frowning": "😦", "slightly_frowning_face": "🙁",
    "slight_frown": "🙁", "disappointed": "😞", "worried": "😟", "cry": "😢", "sob": "😭",
    "angry": "😠", "rage": "😡", "open_mouth": "😮", "astonished": "😲", "flushed": "😳",
    "scream": "😱", "sleeping": "😴", "sunglasses": "😎", "nerd_face": "🤓", "roll_eyes": "🙄",
    "unamused": "😒", "relaxed": "☺️", "relieved": "😌", "sweat": "😓", "persevere": "😣",
    "dizzy_face": "😵", "hugs": "🤗", "zipper_mouth_face": "🤐", "grimacing": "😬", "sad": "🙁",
    "exploding_head": "🤯", "facepalm": "🤦", "man_facepalming": "🤦‍♂️", "shrug": "🤷",
    "man_shrugging": "🤷‍♂️", "thumbsup": "👍", "+1": "👍", "thumbsdown": "👎", "-1": "👎",
    "ok_hand": "👌", "wave": "👋", "clap": "👏", "pray": "🙏", "raised_hands": "🙌", "muscle": "💪",
    "point_up": "☝️", "point_right": "👉", "point_down": "👇", "v": "✌️", "crossed_fingers": "🤞",
    "eyes": "👀", "heart": "❤️", "broken_heart": "💔", "fire": "🔥", "sparkles": "✨", "star": "⭐",
    "tada": "🎉", "confetti_ball": "🎊", "rocket": "🚀", "100": "💯", "boom": "💥", "zap": "⚡",
    "bulb": "💡", "warning": "⚠️", "exclamation": "❗", "question": "❓", "x": "❌",
    "white_check_mark": "✅", "heavy_check_mark": "✔️", "no_entry": "⛔",
    "information_source": "ℹ️", "arrow_right": "➡️", "arrow_down": "⬇️", "arrow_up": "⬆️",
    "arrow_left": "⬅️", "bug": "🐛", "lock": "🔒", "key": "🔑", "link": "🔗", "email": "📧",
    "computer": "💻", "iphone": "📱", "camera": "📷", "memo": "📝", "book": "📖", "books": "📚",
    "pushpin": "📌", "calendar": "📆", "hourglass": "⌛", "mag": "🔍", "bell": "🔔", "gift": "🎁",
    "coffee": "☕", "beer": "🍺", "beers": "🍻", "pizza": "🍕", "cake": "🍰", "sunny": "☀️",
    "rainbow": "🌈", "snowflake": "❄️", "dog": "🐶", "cat": "🐱", "see_no_evil": "🙈", "robot": "🤖",
    "ghost": "👻", "skull": "💀", "trophy": "🏆", "dart": "🎯", "musical_note": "🎵", "globe": "🌐",
    "wrench": "🔧", "hammer": "🔨", "gear": "⚙️", "construction": "🚧", "package": "📦",
}  # fmt: skip
_NAMED = re.compile(r"(?<![\w:/]):([a-z0-9_+-]{1,40}):(?:t[2-6]:)?(?![\w:])")


def with_emoji(text: str) -> str:
    """The text with the emoji it names; a name that is not in the table stays."""
    return _NAMED.sub(lambda found: _TABLE.get(found[1], found[0]), text) if ":" in text else text
