package dev.sockeye.can;

/**
 * One condition of {@link Can#SO_J1939_FILTER}, {@code struct j1939_filter}: what a message's
 * sender and group have to be, of each the bits that its mask has. What a mask of 0 stands by does
 * not matter.
 *
 * @param name the sender's name
 * @param nameMask which of its bits count
 * @param pgn the group
 * @param pgnMask which of its bits count
 * @param addr the sender's address, of 8 bits
 * @param addrMask which of its bits count
 */
public record J1939Filter(long name, long nameMask, int pgn, int pgnMask, int addr, int addrMask) {

  /**
   * What is of a group.
   *
   * @param pgn its number
   * @return the condition
   */
  public static J1939Filter ofPgn(int pgn) {
    return new J1939Filter(0, 0, pgn, 0x3ffff, 0, 0);
  }

  /**
   * What comes from an address.
   *
   * @param addr the address
   * @return the condition
   */
  public static J1939Filter ofAddr(int addr) {
    return new J1939Filter(0, 0, 0, 0, addr, 0xff);
  }
}
