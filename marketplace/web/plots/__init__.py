"""Plots: the register of a group, each plot, and the ground on which one is walked or drawn."""
