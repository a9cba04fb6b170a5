"""Each feature stands at every layer under the same name."""

from __future__ import annotations

import pytest

from tests.architecture.source import FEATURES, ROOT

# May only shrink: a feature that is begun fills its row.
NOT_BEGUN = {
    "complaints",
    "corruption_reports",
    "volunteers",
    "surveys",
    "statistics",
    "messages",
    "registers",
    "administration",
}
BEGUN = [feature for feature in FEATURES if feature not in NOT_BEGUN]

ROW = (
    "desktop/models/{}/records.py",
    "desktop/models/{}/rules.py",
    "desktop/models/{}/queries.py",
    "desktop/commands/{}.py",
    "desktop/documents/{}.py",
    "desktop/views/{}/list_page.py",
    "desktop/views/{}/detail_page.py",
    "desktop/views/{}/form.py",
    "desktop/views/{}/draft.py",
    "resources/wording/{}.py",
)
TESTED_LAYERS = ("models", "commands", "documents", "views")


@pytest.mark.parametrize("feature", BEGUN)
def test_a_feature_fills_its_row(feature: str) -> None:
    missing = [
        place.format(feature) for place in ROW if not (ROOT / place.format(feature)).exists()
    ]
    assert not missing


@pytest.mark.parametrize("feature", BEGUN)
@pytest.mark.parametrize("layer", TESTED_LAYERS)
def test_a_feature_is_tested_at_every_layer_under_its_name(layer: str, feature: str) -> None:
    folder = ROOT / "tests" / layer
    found = [*folder.glob(f"test_{feature}*.py"), *folder.glob(f"{feature}/test_*.py")]
    assert found, f"tests/{layer} has neither test_{feature}*.py nor {feature}/test_*.py"


@pytest.mark.parametrize("feature", sorted(NOT_BEGUN))
def test_a_feature_that_is_begun_leaves_the_list(feature: str) -> None:
    begun = [place.format(feature) for place in ROW[:-1] if (ROOT / place.format(feature)).exists()]
    assert not begun, f"take {feature} out of NOT_BEGUN: {begun}"


@pytest.mark.parametrize("layer", ["models", "views"])
def test_a_layer_has_no_feature_of_another_name(layer: str) -> None:
    known = {*FEATURES, "migrations", "shared", "home", "printing", "sync", "settings", "sign_in"}
    known |= {"verification", "identities"}
    folders = {
        path.name
        for path in (ROOT / "desktop" / layer).iterdir()
        if path.is_dir() and any(path.glob("*.py"))
    }
    assert folders <= known
