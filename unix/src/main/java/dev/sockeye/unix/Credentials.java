package dev.sockeye.unix;

/**
 * Who a peer is, {@code struct ucred}. By {@link Unix#PEER_CREDENTIALS} as it was when it
 * connected, listened or made the pair: what it has done since, such as to exit or to pass its
 * socket on, changes nothing. By {@link Unix#CREDENTIALS} who sent a message, as it was then.
 *
 * @param pid the process; 0 where the system does not tell, as of a process outside of this one's
 *     namespace
 * @param uid the effective user
 * @param gid the effective group
 */
public record Credentials(int pid, long uid, long gid) {}
