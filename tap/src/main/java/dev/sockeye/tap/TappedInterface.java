package dev.sockeye.tap;

import java.nio.ByteBuffer;

/**
 * An endpoint as the file knows it: what pcapng calls an interface. All with the sink's lock held.
 */
final class TappedInterface {

  private final int linkType;
  private final String name;
  private final String description;
  private final String comment;
  private int number = -1; // until it is in the file
  private long recorded;
  private long dropped;

  TappedInterface(int linkType, String name, String description, String comment) {
    this.linkType = linkType;
    this.name = name;
    this.description = description;
    this.comment = comment;
  }

  /** Puts it into the file. */
  void describe(ByteBuffer to, int as) {
    Blocks.describe(to, linkType, name, description, comment);
    number = as;
  }

  /** Which of the file's it is, from 0 on; -1 if it is not in the file yet. */
  int number() {
    return number;
  }

  void countRecorded() {
    recorded++;
  }

  void countDropped() {
    dropped++;
  }

  long recorded() {
    return recorded;
  }

  long dropped() {
    return dropped;
  }
}
