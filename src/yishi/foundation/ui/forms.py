"""How forms look: the renderer of all forms."""

from django.forms.renderers import TemplatesSetting


class PageFormRenderer(TemplatesSetting):
    """Every form and field of the site, those of libraries too, uses our markup."""

    form_template_name = "ui/form_fields.html"
    field_template_name = "ui/field.html"
