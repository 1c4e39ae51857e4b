package dev.sockeye.bench;

import java.util.Arrays;

/**
 * The middle of some figures.
 *
 * @param low the lower quartile
 * @param median the median
 * @param high the upper quartile
 * @param count how many figures there were
 */
public record Spread(double low, double median, double high, int count) {

  static Spread of(double... figures) {
    double[] sorted = figures.clone();
    Arrays.sort(sorted);
    return new Spread(
        quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75), sorted.length);
  }

  private static double quantile(double[] sorted, double part) {
    double at = part * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }
}
