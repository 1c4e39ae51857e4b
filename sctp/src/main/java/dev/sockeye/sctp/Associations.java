package dev.sockeye.sctp;

import com.sun.nio.sctp.Association;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The associations that stand, as far as receiving has told. */
final class Associations {

  private final Map<Integer, Association> standing = new ConcurrentHashMap<>();

  private volatile int sole = SctpEvent.NO_ASSOCIATION;

  /** Adds the only one of a socket, which the JDK does not know of. */
  void addSole(Association association) {
    add(association);
    sole = association.associationID();
  }

  /** The number of what the JDK tells, which is {@code null} if it does not know it. */
  int id(Association association) {
    return association == null ? sole : association.associationID();
  }

  void add(Association association) {
    standing.put(association.associationID(), association);
  }

  void remove(int id) {
    standing.remove(id);
  }

  /** The association of a number, {@code null} if there is none. */
  Association find(Integer id) {
    return standing.get(id);
  }

  Association get(int id) {
    Association found = standing.get(id);
    if (found == null) {
      throw new IllegalArgumentException("there is no association " + id + " here");
    }
    return found;
  }

  List<SctpAssociation> list() {
    return standing.values().stream().map(Associations::describe).toList();
  }

  private static SctpAssociation describe(Association association) {
    return new SctpAssociation(
        association.associationID(),
        association.maxInboundStreams(),
        association.maxOutboundStreams());
  }
}
