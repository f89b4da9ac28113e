"""Labels on a drawn axis: where they stand so that none covers another.

Places and widths are in per cent of the axis.
"""


def lanes_of(places, label_width):
    """Return the lane of each label, from 0: the first below the axis where it meets no other.

    The places are in rising order.
    """
    lanes, ends = [], []
    for place in places:
        lane = next((lane for lane, end in enumerate(ends) if place >= end), len(ends))
        ends[lane : lane + 1] = [place + label_width]
        lanes.append(lane)
    return lanes


def anchor_at(place, margin):
    """Return the text-anchor that keeps a label within the axis where it is near an end."""
    if place < margin:
        return "start"
    return "end" if place > 100 - margin else "middle"
