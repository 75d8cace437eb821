"""Where things lie in the checkout. Nobody else knows."""

from pathlib import Path

ROOT = Path(__file__).parent.parent
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"
SHIPPED_CONTENT = ROOT / "content"
MIGRATIONS = ROOT / "migrations"
TRANSLATIONS = ROOT / "translations"
DEMO_COMMUNITY = ROOT / "hoidap" / "demo" / "community.yaml"
