package dev.sockeye.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ExtraTest {

  @Test
  void tablesOfTwoRunsAreJoinedAndTheLaterOneOfAJavaStands() {
    String first =
        """
        ### Java 17

        | old |

        ### Java 25

        | kept |
        """;
    String second =
        """
        ### Java 17

        | new |

        ### Java 25 jnr

        | further |
        """;
    assertEquals(
        """
        ### Java 17

        | new |

        ### Java 25

        | kept |

        ### Java 25 jnr

        | further |
        """,
        Extra.join(first, second));
  }
}
