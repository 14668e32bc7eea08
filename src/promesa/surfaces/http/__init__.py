"""The HTTP API: routes, problem answers and the OpenAPI document, all made from the table of operations."""
