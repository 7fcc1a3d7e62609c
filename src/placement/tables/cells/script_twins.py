"""Traditional characters that are frequent in Chinese place names, and their simplified twins."""

from __future__ import annotations

import unicodedata

_TRADITIONAL = "區縣鄉鎮莊園門東廣場樓號橋華龍馬鳥魚島嶺嶽灣濱濟寧陽陰雲漢錢財發慶興業豐嘉祥樂學院醫藥書館務聯紅綠藍長衛國際會館麗麵點飯館價錢網"
_SIMPLIFIED = "区县乡镇庄园门东广场楼号桥华龙马鸟鱼岛岭岳湾滨济宁阳阴云汉钱财发庆兴业丰嘉祥乐学院医药书馆务联红绿蓝长卫国际会馆丽面点饭馆价钱网"

# CJK Radicals Supplement look like characters but are not folded by NFKC.
_RADICALS = "⻄⻅⻆⻉⻋⻓⻔⻙⻚⻛⻜⻝⻢⻥⻦⻨⻩⻬⻮⻰⻳"
_CHARACTERS = "西见角贝车长门韦页风飞食马鱼鸟麦黄齐齿龙龟"

_TWINS = str.maketrans(_TRADITIONAL + _RADICALS, _SIMPLIFIED + _CHARACTERS)


def simplified(text: str) -> str:
    """Return a text with frequent traditional characters and radicals replaced, and NFKC applied."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFKC", text).translate(_TWINS)
