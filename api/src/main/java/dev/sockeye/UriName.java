package dev.sockeye;

/**
 * The form of a name in a URI. By hand: a pattern would be the first that a small program has, and
 * take it longer than all else in a URI.
 */
final class UriName {

  private UriName() {}

  /** Whether it is a letter, followed by letters, digits and some others, all of ASCII. */
  static boolean is(String text, String others) {
    if (text.isEmpty() || !isLetter(text.charAt(0))) {
      return false;
    }
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isLetter(c) && !isDigit(c) && others.indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetter(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
