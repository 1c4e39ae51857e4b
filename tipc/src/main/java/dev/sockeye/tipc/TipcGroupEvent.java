package dev.sockeye.tipc;

/** What became of a member of a {@link TipcGroup}. */
public enum TipcGroupEvent {

  /** It is there now. */
  JOINED,

  /** It is gone: it left, was closed, or its node is lost. */
  LEFT
}
