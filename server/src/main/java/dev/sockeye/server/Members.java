package dev.sockeye.server;

import java.util.Arrays;
import java.util.List;

/**
 * All that a loop serves. Each knows its place, so that it takes no more than that, where a set
 * would have a node for it. For the loop's thread alone.
 */
final class Members {

  private Member[] all = new Member[16]; // the first `size`, in no order
  private int size;

  /** Adds one; harmless when repeated. */
  void add(Member member) {
    if (has(member)) {
      return;
    } else if (size == all.length) {
      all = Arrays.copyOf(all, 2 * size);
    }
    member.place = size;
    all[size++] = member;
  }

  /** Takes one out, whose place the last one takes; harmless when repeated. */
  void remove(Member member) {
    if (has(member)) {
      Member last = all[--size];
      all[member.place] = last;
      last.place = member.place;
      all[size] = null;
    }
  }

  private boolean has(Member member) {
    return member.place < size && all[member.place] == member;
  }

  int size() {
    return size;
  }

  /** All of them, at this moment. */
  List<Member> list() {
    return List.of(Arrays.copyOf(all, size));
  }
}
