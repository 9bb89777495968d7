"""The least that a page over 200,000 rows can cost here: a unit to measure the product against.

Bare views over tables of their own, without models, forms, roles or translations, but with what no
signed-in page can do without: session, CSRF, the person, a template with navigation and filters.
"""
