package dev.sockeye.server;

import java.util.ArrayDeque;

/** The members that a loop calls again in its next turn. For the loop's thread alone. */
final class Agenda {

  private ArrayDeque<Member> next = new ArrayDeque<>();
  private ArrayDeque<Member> now = new ArrayDeque<>();

  void add(Member member) {
    next.add(member);
  }

  boolean isEmpty() {
    return next.isEmpty();
  }

  /** Calls those that are here; whoever asks meanwhile has its turn in the next one. */
  void run() {
    ArrayDeque<Member> due = next;
    next = now;
    now = due;
    Member member;
    while ((member = due.poll()) != null) {
      member.again();
    }
  }
}
