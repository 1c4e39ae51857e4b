package dev.sockeye.can.contract;

import dev.sockeye.Network;
import dev.sockeye.can.Can;
import dev.sockeye.can.CanAddress;
import dev.sockeye.can.J1939Filter;
import dev.sockeye.can.J1939Filters;
import dev.sockeye.testkit.Capability;
import dev.sockeye.testkit.MessageFixture;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicInteger;

/** Controllers of one bus by J1939, each with an address, who talk of one parameter group. */
public class J1939Fixture extends MessageFixture {

  /** How many addresses a controller can have: 0xfe stands for none, 0xff for all. */
  private static final int ADDRESSES = 0xfe;

  /** To one receiver, of a group that no standard gives a meaning. */
  private static final int PGN = 0x12300;

  /** The longest that the plain transport protocol carries, in 255 frames (SAE J1939-21). */
  private static final int LONGEST_TRANSPORT = 255 * 7;

  /** The longest of the extended one, which takes half a minute even on a virtual bus. */
  private static final int LONGEST = 0xff_ffff * 7;

  /** So that no two tests of one bus have the same address soon after each other. */
  private static final AtomicInteger NEXT = new AtomicInteger();

  /**
   * A fixture with a bus.
   *
   * @param network opens the sockets
   * @param bus gives the bus
   */
  @SuppressWarnings("this-escape") // what it lacks is noted, and asks it nothing yet
  public J1939Fixture(Network network, AddressSource bus) {
    super(network, Can.J1939, "can+j1939", () -> controller(bus), LONGEST_TRANSPORT);
    withOption(Can.SO_J1939_FILTER, J1939Filters.of(J1939Filter.ofPgn(PGN)));
    withOption(Can.SO_J1939_SEND_PRIO, 3);
    without(Capability.AUTOBIND, "a bus and an address on it are to be chosen");
    without(Capability.UNBOUND, "who sends has an address");
    without(Capability.CONNECTS_UNBOUND, "who connects has an address");
    without(Capability.DISCONNECT, "connect(2) of J1939 takes no AF_UNSPEC");
    without(Capability.PAIRS, "no host has a bus of its own");
    without(Capability.OWN_MESSAGES, "who sends to a bus does not hear it");
    without(Capability.UNREACHABLE, "nobody answers what fits in a frame");
    without(Capability.EXCLUSIVE_ADDRESSES, "sockets of a host share the address of a controller");
  }

  private static SocketAddress controller(AddressSource bus) throws IOException {
    int address = Math.floorMod(NEXT.getAndIncrement(), ADDRESSES);
    return ((CanAddress) bus.next()).withPgn(PGN).withAddr(address);
  }

  @Override
  public int refusedText() {
    return LONGEST + 1;
  }
}
