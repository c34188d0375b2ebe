from django import template

from raccordo.documents.markup import html_of

register = template.Library()
register.filter("marked", html_of)
