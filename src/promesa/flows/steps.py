"""What a story may ask for, under the names that stories use."""

from promesa.engine.steps import Do, Later, Steps, Tell

__all__ = ["Do", "Later", "Steps", "Tell"]
