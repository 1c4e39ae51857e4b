package dev.sockeye.memory;

import dev.sockeye.tipc.TipcAddress;

/**
 * That a socket is bound to services.
 *
 * @param order of those before and after it
 */
record TipcPublication(
    TipcAddress.Range range, MemorySocket<?> socket, TipcAddress.Id number, long order) {

  boolean overlaps(TipcAddress.Range wanted) {
    return range.type() == wanted.type()
        && range.lower() <= wanted.upper()
        && wanted.lower() <= range.upper();
  }

  boolean isOf(TipcAddress.Range name, MemorySocket<?> publisher) {
    return socket == publisher && range.equals(name);
  }

  /** Whether both are of one range: the first and the last of them count. */
  boolean hasRangeOf(TipcPublication other) {
    return range.type() == other.range.type()
        && range.lower() == other.range.lower()
        && range.upper() == other.range.upper();
  }
}
