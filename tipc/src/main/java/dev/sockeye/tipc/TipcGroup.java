package dev.sockeye.tipc;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * A group, and which member of it an endpoint is to be: {@code struct tipc_group_req} of {@code
 * <linux/tipc.h>}, Linux 4.14. To be {@linkplain Tipc#join joined}.
 *
 * @param type the group's number, from 64 on
 * @param instance the member's, which several may share
 * @param scope how far the group reaches
 * @param loopback whether the member gets what it sends to all: {@code TIPC_GROUP_LOOPBACK}
 * @param events whether it is told who joins and leaves: {@code TIPC_GROUP_MEMBER_EVTS}
 */
public record TipcGroup(
    long type, long instance, TipcScope scope, boolean loopback, boolean events) {

  static final int SIZE = 16;

  private static final int TIPC_GROUP_LOOPBACK = 1;
  private static final int TIPC_GROUP_MEMBER_EVTS = 2;

  /**
   * Checks the numbers.
   *
   * @param type the group's number
   * @param instance the member's
   * @param scope how far the group reaches
   * @param loopback whether the member gets what it sends to all
   * @param events whether it is told who joins and leaves
   * @throws IllegalArgumentException if one is no unsigned number of 32 bits
   */
  public TipcGroup {
    new TipcAddress.Service(type, instance);
    Objects.requireNonNull(scope, "scope");
  }

  /**
   * A group of all the cluster, without events and loopback.
   *
   * @param type the group's number, from 64 on
   * @param instance the member's
   * @throws IllegalArgumentException if one is no unsigned number of 32 bits
   */
  public TipcGroup(long type, long instance) {
    this(type, instance, TipcScope.CLUSTER, false, false);
  }

  /**
   * The same with another scope.
   *
   * @param other the scope
   * @return a group
   */
  public TipcGroup within(TipcScope other) {
    return new TipcGroup(type, instance, other, loopback, events);
  }

  /**
   * The same with what it sends to all.
   *
   * @return a group
   */
  public TipcGroup withLoopback() {
    return new TipcGroup(type, instance, scope, true, events);
  }

  /**
   * The same with word of who joins and leaves.
   *
   * @return a group
   */
  public TipcGroup withEvents() {
    return new TipcGroup(type, instance, scope, loopback, true);
  }

  /** As the system takes it. */
  void write(ByteBuffer into) {
    into.putInt(0, (int) type)
        .putInt(4, (int) instance)
        .putInt(8, scope.number())
        .putInt(12, (loopback ? TIPC_GROUP_LOOPBACK : 0) | (events ? TIPC_GROUP_MEMBER_EVTS : 0));
  }
}
