"""Colours, sizes and letters of the window, by name; the one place that styles the application."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal, cast

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, Qt, QTranslator, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QLayout, QWidget

import resources

Name = Literal["light", "dark", "contrast"]
NAMES: Final[tuple[Name, ...]] = ("light", "dark", "contrast")
FAMILY: Final = "Vazirmatn"
SMALLEST_SCALE: Final = 0.9
LARGEST_SCALE: Final = 1.75
TONES: Final = ("danger", "warning", "success", "info", "violet", "neutral", "accent")


@cache
def tokens() -> dict[str, dict[str, Any]]:
    """Every colour of every theme, from the token file."""
    return cast(dict[str, dict[str, Any]], json.loads(resources.text("styles/tokens.json")))


@cache
def measures() -> dict[str, Any]:
    """Type, heights, radii and widths at 100 %."""
    return cast(dict[str, Any], json.loads(resources.text("styles/measures.json")))


@dataclass(frozen=True, slots=True)
class Theme:
    """One way the window can look."""

    name: Name = "light"
    scale: float = 1.0
    direction: Qt.LayoutDirection = Qt.LayoutDirection.RightToLeft

    def __post_init__(self) -> None:
        if not SMALLEST_SCALE <= self.scale <= LARGEST_SCALE:
            raise ValueError(f"scale {self.scale} is outside {SMALLEST_SCALE}..{LARGEST_SCALE}")

    @property
    def rtl(self) -> bool:
        return self.direction is Qt.LayoutDirection.RightToLeft

    @property
    def hairline(self) -> int:
        """Card edges and dividers; the contrast theme draws them twice as thick."""
        return 2 if self.name == "contrast" else 1

    @property
    def ring(self) -> int:
        return 3 if self.name == "contrast" else 2

    def hex(self, token: str) -> str:
        return str(tokens()[self.name][token])

    def colour(self, token: str) -> QColor:
        """One colour for all who ask; who thins it takes a copy."""
        return _colour(self.name, token)

    def chart(self, scale: str = "chart") -> list[QColor]:
        """Colours of indicators in rank order, or of the NPS bands with «nps»."""
        return [QColor(one) for one in tokens()[self.name][scale]]

    def px(self, length: float) -> int:
        """A control's length at the text scale."""
        return round(length * self.scale)

    def gap(self, length: float) -> int:
        """An empty space: grows by 30 % of the text scale."""
        return round(length * (1 + (self.scale - 1) * 0.3))

    def height(self, name: str) -> int:
        return self.px(measures()["height"][name])

    def icon(self, name: str) -> int:
        return self.px(measures()["icon"][name])

    def font(self, role: str = "body") -> QFont:
        """One font for all who ask; it is not to be changed."""
        return _font(role, self.scale)

    def style_sheet(self) -> str:
        return _fill(resources.text("styles/window.qss"), self)

    def palette(self) -> QPalette:
        palette = QPalette()
        role, colour = QPalette.ColorRole, self.colour
        for where, token in {
            role.Window: "canvas",
            role.WindowText: "text",
            role.Base: "surface",
            role.AlternateBase: "sunken",
            role.Text: "text",
            role.Button: "surface",
            role.ButtonText: "text",
            role.BrightText: "danger",
            role.Light: "surface",
            role.Midlight: "hover",
            role.Mid: "line",
            role.Dark: "line2",
            role.Shadow: "line2",
            role.Highlight: "accent",
            role.HighlightedText: "on",
            role.Accent: "accent",
            role.Link: "accentT",
            role.LinkVisited: "violet",
            role.ToolTipBase: "raised",
            role.ToolTipText: "text",
            role.PlaceholderText: "text3",
        }.items():
            palette.setColor(where, colour(token))
        for where in (role.WindowText, role.Text, role.ButtonText, role.PlaceholderText):
            palette.setColor(QPalette.ColorGroup.Disabled, where, colour("disabled"))
        return palette


@cache
def _colour(name: Name, token: str) -> QColor:
    return QColor(str(tokens()[name][token]))


@cache
def _font(role: str, scale: float) -> QFont:
    size, weight = measures()["type"][role]
    font = QFont(FAMILY)
    font.setPointSizeF(size * scale)
    font.setWeight(QFont.Weight(weight))
    return font


class Notice(QObject):
    """Tells whoever follows that the look has changed."""

    themed = Signal(object)


class _Chosen:
    theme: Theme = Theme()


notice = Notice()


def current() -> Theme:
    """The theme the window wears now."""
    return _Chosen.theme


def follow(method: Callable[[], object]) -> None:
    """Run a widget's method now and after every change of theme; give a bound method."""
    notice.themed.connect(method)
    method()


def apply(app: QApplication, theme: Theme) -> None:
    """Dress the whole application; may be called again while it runs."""
    load_fonts()
    _Chosen.theme = theme
    sheet = theme.style_sheet()
    # Each of these polishes every widget anew; a style sheet hides the name of the style below it.
    if not app.styleSheet():
        app.setStyle("fusion")
    app.setLayoutDirection(theme.direction)
    app.setFont(theme.font())
    app.setPalette(theme.palette())
    if app.styleSheet() != sheet:
        app.setStyleSheet(sheet)
    for window in app.topLevelWidgets():
        for layout in window.findChildren(QLayout):
            _space(layout)
    notice.themed.emit(theme)


@cache
def load_fonts() -> None:
    """Register Vazirmatn; a QApplication must exist."""
    for weight in ("Regular", "Medium", "Bold"):
        file = resources.path(f"fonts/Vazirmatn-{weight}.ttf")
        if QFontDatabase.addApplicationFont(str(file)) < 0:
            raise RuntimeError(f"the font {file.name} cannot be read")


def speak_persian(app: QApplication) -> None:
    """Qt's own dialogs in Persian."""
    QLocale.setDefault(QLocale(QLocale.Language.Persian, QLocale.Country.Iran))
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load("qtbase_fa", folder):
        app.installTranslator(translator)


def system_theme() -> Name:
    """What the operating system asks for."""
    hints = QGuiApplication.styleHints()
    if hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast:
        return "contrast"
    return "dark" if hints.colorScheme() is Qt.ColorScheme.Dark else "light"


def resolve(wish: str) -> Name:
    """A theme's name from the setting: «system» follows the operating system."""
    if wish == "system":
        return system_theme()
    for name in NAMES:
        if wish == name:
            return name
    raise ValueError(f"no such theme: {wish}")


def pad(
    layout: QLayout, spacing: float = 8, margins: tuple[float, float, float, float] = (0, 0, 0, 0)
) -> None:
    """Spacing and margins (start, top, end, bottom) that grow with the text scale."""
    layout.setProperty("gaps", [spacing, *margins])
    _space(layout)


def _space(layout: QLayout) -> None:
    gaps = layout.property("gaps")
    if not gaps:
        return
    spacing, start, top, end, bottom = (current().gap(one) for one in gaps)
    left, right = (end, start) if current().rtl else (start, end)
    layout.setContentsMargins(left, top, right, bottom)
    layout.setSpacing(spacing)


def tell(widget: QWidget, name: str, value: object) -> None:
    """Set a property the style sheet reads, and restyle; Qt does not notice by itself."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    if not widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        return  # the style sheet will read it when the widget is first shown
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def painter(widget: QWidget) -> QPainter:
    """A smooth painter that writes in the direction of the window."""
    brush = QPainter(widget)
    brush.setRenderHint(QPainter.RenderHint.Antialiasing)
    brush.setLayoutDirection(current().direction)
    return brush


_LENGTH = re.compile(r"\b(px|gap|pt)\(([\d.]+)(?:-(\d+))?\)")
_TOKEN = re.compile(r"@(\w+)")


def _fill(template: str, theme: Theme) -> str:
    def length(match: re.Match[str]) -> str:
        unit, number, less = match[1], float(match[2]), int(match[3] or 0)
        if unit == "pt":
            return f"{number * theme.scale:.2f}pt"
        return f"{(theme.px(number) if unit == 'px' else theme.gap(number)) - less}px"

    words = {
        "start": "right" if theme.rtl else "left",
        "end": "left" if theme.rtl else "right",
        "hairline": f"{theme.hairline}px",
        "family": FAMILY,
    }

    def token(match: re.Match[str]) -> str:
        return words.get(match[1]) or theme.hex(match[1])

    return _TOKEN.sub(token, _LENGTH.sub(length, template))
