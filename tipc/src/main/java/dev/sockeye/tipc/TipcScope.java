package dev.sockeye.tipc;

/** How far the name of a service is known, {@code enum tipc_scope} of {@code <linux/tipc.h>}. */
public enum TipcScope {

  /** In all of the cluster: {@code TIPC_CLUSTER_SCOPE}. */
  CLUSTER(2),

  /** On this node alone: {@code TIPC_NODE_SCOPE}. */
  NODE(3);

  private final int number;

  TipcScope(int number) {
    this.number = number;
  }

  /** Its number. */
  int number() {
    return number;
  }
}
