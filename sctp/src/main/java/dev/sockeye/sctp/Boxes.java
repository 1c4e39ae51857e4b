package dev.sockeye.sctp;

/** Boxed numbers that come again and again: a receive allocates none. */
final class Boxes {

  private static final int SIZE = 256; // a power of two

  private final Integer[] boxes = new Integer[SIZE];

  Integer box(int value) {
    int slot = (value ^ (value >>> 24)) & (SIZE - 1); // of a swapped small number, too
    Integer box = boxes[slot];
    if (box == null || box != value) {
      box = value;
      boxes[slot] = box;
    }
    return box;
  }
}
