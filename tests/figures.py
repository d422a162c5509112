"""What /metrics says, as one who scrapes it reads it."""

from prometheus_client import REGISTRY
from prometheus_client.parser import text_string_to_metric_families


class Figures:
    """The samples of a text of /metrics."""

    def __init__(self, text):
        self.families = {family.name: family for family in text_string_to_metric_families(text)}
        self._samples = {
            (sample.name, frozenset(sample.labels.items())): sample.value
            for family in self.families.values()
            for sample in family.samples
        }

    def of(self, name, **labels):
        """The sample's value; 0 of one that isn't there yet."""
        return self._samples.get((f"vivavoz_{name}", frozenset(labels.items())), 0.0)


def value(name, **labels):
    """What the process has counted, for where there is no server."""
    return REGISTRY.get_sample_value(f"vivavoz_{name}", labels) or 0.0


class Growth:
    """How much a process's figures have grown since this was made."""

    def __init__(self, name, **labels):
        self._name, self._labels = name, labels
        self._before = value(name, **labels)

    def __call__(self):
        return value(self._name, **self._labels) - self._before
