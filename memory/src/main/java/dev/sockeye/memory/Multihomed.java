package dev.sockeye.memory;

/** A socket that can be bound to several addresses. */
interface Multihomed {

  /** Those that it is bound to. */
  BoundAddresses boundAddresses();
}
