"""Many reports at once: a folder of any size becomes one data set that can be asked."""
