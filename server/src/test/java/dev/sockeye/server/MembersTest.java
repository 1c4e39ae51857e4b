package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a loop serves is what has joined and not left, in whatever order that was. */
class MembersTest {

  private static final class Any extends Member {
    @Override
    public void ready(int operations) {}

    @Override
    public void again() {}

    @Override
    public void drain() {}

    @Override
    public void end() {}
  }

  private final Members members = new Members();

  @Test
  void areThoseThatASetWouldHave() {
    Random random = new Random(1);
    List<Member> all = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      all.add(new Any());
    }
    Set<Member> expected = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      Member one = all.get(random.nextInt(all.size()));
      if (random.nextBoolean()) { // also those that are there already, and those that are not
        members.add(one);
        expected.add(one);
      } else {
        members.remove(one);
        expected.remove(one);
      }
      assertEquals(expected.size(), members.size());
      assertEquals(expected, Set.copyOf(members.list()));
    }
  }
}
