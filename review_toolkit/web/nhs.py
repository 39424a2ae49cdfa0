"""The design system's macros, offered to templates as `nhs.button({...})`, `nhs.task_list({...})`.

They live in an environment of their own, because they rely on undefined values being quiet, while our
pages must fail on a misspelt name. The border between the two is checked: an undefined value anywhere in
the parameters is refused by name, and so is a parameter that the macro does not read. None means "not given".

Only the components whose styles are compiled are offered (static/source/toolkit.scss). The macros are
slow: a long form uses ours (`macros/fields.html`), which write the same markup.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any

from jinja2 import ChainableUndefined, Environment, PackageLoader, Undefined, nodes
from jinja2.exceptions import UndefinedError
from markupsafe import Markup

_MACROS = {
    # name in our templates: (folder, macro)
    "back_link": ("back-link", "backLink"),
    "breadcrumb": ("breadcrumb", "breadcrumb"),
    "button": ("button", "button"),
    "character_count": ("character-count", "characterCount"),
    "checkboxes": ("checkboxes", "checkboxes"),
    "date_input": ("date-input", "dateInput"),
    "details": ("details", "details"),
    "error_message": ("error-message", "errorMessage"),
    "error_summary": ("error-summary", "errorSummary"),
    "fieldset": ("fieldset", "fieldset"),
    "file_upload": ("file-upload", "fileUpload"),
    "hint": ("hint", "hint"),
    "input": ("input", "input"),
    "inset_text": ("inset-text", "insetText"),
    "label": ("label", "label"),
    "notification_banner": ("notification-banner", "notificationBanner"),
    "pagination": ("pagination", "pagination"),
    "panel": ("panel", "panel"),
    "password_input": ("password-input", "passwordInput"),
    "radios": ("radios", "radios"),
    "scroll": ("scroll", "scroll"),
    "select": ("select", "select"),
    "skip_link": ("skip-link", "skipLink"),
    "summary_list": ("summary-list", "summaryList"),
    "table": ("tables", "table"),
    "tabs": ("tabs", "tabs"),
    "tag": ("tag", "tag"),
    "task_list": ("task-list", "taskList"),
    "textarea": ("textarea", "textarea"),
}

NAMES = frozenset(_MACROS)

Macro = Callable[..., Markup]


class NhsMacros:
    """The macros by name. Nothing is loaded before the first use, each macro once."""

    def __getattr__(self, name: str) -> Macro:
        if name not in _MACROS:
            # Jinja turns this into an undefined value, which a page cannot call.
            raise AttributeError(f"There is no macro nhs.{name}.")
        macro = self._load(name)
        setattr(self, name, macro)
        return macro

    @cached_property
    def _loader(self) -> PackageLoader:
        return PackageLoader("nhsuk_frontend_jinja")

    @cached_property
    def _environment(self) -> Environment:
        return Environment(
            loader=self._loader,
            undefined=ChainableUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def _load(self, name: str) -> Macro:
        folder, macro_name = _MACROS[name]
        template = self._environment.get_template(f"nhsuk/components/{folder}/macro.jinja")
        render = getattr(template.module, macro_name)
        known = self._parameters_of(folder)

        def macro(params: Mapping[str, Any] | None = None, **keywords: Any) -> Markup:
            given = _checked({} if params is None else params, f"nhs.{name}", "")
            misspelt = sorted(set(given) - known)
            if misspelt:
                raise UndefinedError(f"nhs.{name} reads no parameter '{misspelt[0]}'.")
            return Markup(render(given, **keywords).strip())  # noqa: S704 - escaped by the macro

        return macro

    def _parameters_of(self, folder: str) -> frozenset[str]:
        """Return the names that a macro's template reads from its parameters."""
        path = f"nhsuk/components/{folder}/template.jinja"
        tree = self._environment.parse(self._loader.get_source(self._environment, path)[0])
        read = {node.attr for node in tree.find_all(nodes.Getattr) if _is_params(node.node)}
        for call in tree.find_all(nodes.Call):  # params.get("items"): a dict has a method of that name
            if (
                isinstance(call.node, nodes.Getattr)
                and call.node.attr == "get"
                and _is_params(call.node.node)
            ):
                read |= {first.value for first in call.args[:1] if isinstance(first, nodes.Const)}
        return frozenset(read - {"get"})


def _is_params(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Name) and node.name == "params"


def _checked(value: Any, macro: str, path: str) -> Any:
    """Return the parameters without None; raise `UndefinedError` where one is undefined."""
    if isinstance(value, Undefined):
        raise UndefinedError(f"{macro} was given an undefined value for '{path}'.")
    if isinstance(value, Mapping):
        checked = {key: _checked(entry, macro, _join(path, key)) for key, entry in value.items()}
        return {key: entry for key, entry in checked.items() if entry is not None}
    # A generator too, such as a filter returns: what it would yield is looked at now.
    if isinstance(value, list | tuple | Iterator):
        return [_checked(entry, macro, f"{path}[{number}]") for number, entry in enumerate(value)]
    return value


def _join(path: str, key: object) -> str:
    return f"{path}.{key}" if path else str(key)
