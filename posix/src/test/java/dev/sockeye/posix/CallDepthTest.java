package dev.sockeye.posix;

import dev.sockeye.posix.libc.LibC;
import dev.sockeye.testkit.local.Allocation;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/**
 * A call takes no memory, however deep in a loop it is made: the compiler goes no deeper than
 * {@code MaxInlineLevel}, 15, and what it leaves out must not be a part of the call.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CallDepthTest {

  private static final int WARM_UP = 200_000;
  private static final LibC LIBC = Bindings.libc();

  @TestFactory
  Stream<DynamicTest> aCallAllocatesNothing() {
    List<Allocation.Round> depths = depths();
    return IntStream.range(0, depths.size())
        .mapToObj(
            i ->
                DynamicTest.dynamicTest(
                    "in " + i + " others", () -> assertAllocatesNothing(depths.get(i))));
  }

  /** By when the outermost is compiled: before, those within are, each by itself. */
  private static void assertAllocatesNothing(Allocation.Round round) throws IOException {
    for (int i = 0; i < WARM_UP; i++) {
      round.run();
    }
    Allocation.assertNone(round);
  }

  /** Each a method of its own: of one that calls itself the compiler takes in only the first. */
  private static List<Allocation.Round> depths() {
    Allocation.Round one = LIBC::getpid;
    Allocation.Round two = () -> one.run();
    Allocation.Round three = () -> two.run();
    Allocation.Round four = () -> three.run();
    Allocation.Round five = () -> four.run();
    Allocation.Round six = () -> five.run();
    Allocation.Round seven = () -> six.run();
    Allocation.Round eight = () -> seven.run();
    Allocation.Round nine = () -> eight.run();
    Allocation.Round ten = () -> nine.run();
    Allocation.Round eleven = () -> ten.run();
    Allocation.Round twelve = () -> eleven.run();
    Allocation.Round thirteen = () -> twelve.run();
    Allocation.Round fourteen = () -> thirteen.run();
    return List.of(
        one, two, three, four, five, six, seven, eight, nine, ten, eleven, twelve, thirteen,
        fourteen);
  }
}
