"""What there still is in memory, for tests that let no collector run."""

import gc


def left(*kinds):
    """Of these kinds, what is in memory, whether anybody knows of it or not."""
    return [each for each in gc.get_objects() if issubclass(type(each), kinds)]
