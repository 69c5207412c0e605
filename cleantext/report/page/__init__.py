"""The report as one self-contained web page, made from a template."""

from cleantext.report.page.render import Report, check_installed, render_page

__all__ = ["Report", "check_installed", "render_page"]
