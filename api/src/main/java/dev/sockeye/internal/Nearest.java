package dev.sockeye.internal;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the word that somebody who mistyped one most likely meant. */
public final class Nearest {

  private Nearest() {}

  /**
   * The word with the fewest edits from what was typed, if a third of its letters are right; of
   * several the one whose length is nearest.
   *
   * @param typed what was typed
   * @param words those that there are
   * @return the word; empty if none is near
   */
  public static Optional<String> to(String typed, Collection<String> words) {
    return words.stream()
        .min(
            Comparator.<String>comparingInt(word -> edits(typed, word))
                .thenComparingInt(word -> Math.abs(word.length() - typed.length())))
        .filter(
            word -> edits(typed, word) <= Math.max(1, Math.max(typed.length(), word.length()) / 3));
  }

  /** The Damerau-Levenshtein distance: insertions, deletions, replacements, neighbours swapped. */
  private static int edits(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        d[i][j] = Math.min(replaced, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
