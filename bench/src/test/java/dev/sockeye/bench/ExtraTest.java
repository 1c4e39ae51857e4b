package dev.sockeye.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ExtraTest {

  @Test
  void tablesOfTwoRunsAreJoinedAndTheLaterOneOfAJavaStands() {
    String first = "### Java 17\n\n| old |\n\n### Java 25\n\n| kept |\n";
    String second = "### Java 17\n\n| new |\n\n### Java 25 jnr\n\n| further |\n";
    assertEquals(
        "### Java 17\n\n| new |\n\n### Java 25\n\n| kept |\n\n"
            + "### Java 25 jnr\n\n| further |\n",
        Extra.join(first, second));
  }
}
