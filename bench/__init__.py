"""Speed and scale, as ratios against something in the same run."""
