package dev.sockeye.can.contract;

import dev.sockeye.can.Can;
import dev.sockeye.can.CanError;
import dev.sockeye.can.CanFilter;
import dev.sockeye.can.CanFilters;
import dev.sockeye.testkit.Capability;
import dev.sockeye.testkit.MessageFixture;

/** What raw sockets of CAN lack, wherever they are. */
public final class CanSockets {

  private CanSockets() {}

  /**
   * A fixture for raw sockets on one bus.
   *
   * @param fixture how they are made
   * @return it, with what such sockets lack
   */
  public static MessageFixture raw(MessageFixture fixture) {
    return fixture
        .withOption(Can.CAN_RAW_FILTER, CanFilters.of(CanFilter.exactly(0x123)))
        .withOption(Can.CAN_RAW_ERR_FILTER, CanError.BUSOFF)
        .without(Capability.ADDRESSEES, "who is on the bus hears all")
        .without(Capability.AUTOBIND, "a bus is to be chosen")
        .without(Capability.PAIRS, "no host has a bus of its own")
        .without(Capability.OWN_MESSAGES, "who sends to a bus does not hear it")
        .without(Capability.UNREACHABLE, "a bus does not tell who hears")
        .without(Capability.EXCLUSIVE_ADDRESSES, "many may be on a bus");
  }
}
