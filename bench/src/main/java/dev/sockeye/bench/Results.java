package dev.sockeye.bench;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** All that was measured, round by round, and who could not take part. */
public final class Results {

  private final Map<Series, NavigableMap<Integer, Double>> figures = new LinkedHashMap<>();
  private final Map<Series, Absence> absences = new LinkedHashMap<>();

  public void add(Series key, int round, double figure) {
    figures.computeIfAbsent(key, k -> new TreeMap<>()).put(round, figure);
  }

  /** The first reason stands. */
  public void absent(Series series, Absence absence) {
    absences.putIfAbsent(series, absence);
  }

  public Optional<Absence> absence(Series key) {
    return Optional.ofNullable(absences.get(key));
  }

  public Map<Series, NavigableMap<Integer, Double>> figures() {
    return figures;
  }

  public Map<Series, Absence> absences() {
    return absences;
  }

  /** Round by round; empty if there is none. */
  public NavigableMap<Integer, Double> figures(Series key) {
    return figures.getOrDefault(key, new TreeMap<>());
  }

  public Optional<Spread> spread(Series key) {
    return spread(figures(key).values());
  }

  /** How many times as fast the first is: the ratios of the rounds that both have. */
  public Optional<Spread> speed(Unit unit, Series ours, Series theirs) {
    NavigableMap<Integer, Double> peers = figures(theirs);
    NavigableMap<Integer, Double> ratios = new TreeMap<>(figures(ours));
    ratios.keySet().retainAll(peers.keySet());
    ratios.replaceAll((round, figure) -> unit.speed(figure, peers.get(round)));
    return spread(ratios.values());
  }

  private static Optional<Spread> spread(Collection<Double> values) {
    return values.isEmpty()
        ? Optional.empty()
        : Optional.of(Spread.of(values.stream().mapToDouble(Double::doubleValue).toArray()));
  }

  /** Whether anything is known of a row on a Java. */
  boolean has(String java, Row row) {
    return Stream.concat(figures.keySet().stream(), absences.keySet().stream())
        .anyMatch(series -> series.java().equals(java) && series.row().equals(row.id()));
  }

  /** Takes over a further run: of a row that it has on a Java nothing older is left. */
  public void replaceBy(Results later) {
    Set<String> rows = new HashSet<>();
    later.figures.keySet().forEach(series -> rows.add(place(series)));
    later.absences.keySet().forEach(series -> rows.add(place(series)));
    figures.keySet().removeIf(series -> rows.contains(place(series)));
    absences.keySet().removeIf(series -> rows.contains(place(series)));
    figures.putAll(later.figures);
    absences.putAll(later.absences);
  }

  private static String place(Series series) {
    return series.java() + "\t" + series.row();
  }

  /** The Javas that took part, in order. */
  public Set<String> javas() {
    Set<String> javas = new LinkedHashSet<>();
    figures.keySet().forEach(key -> javas.add(key.java()));
    absences.keySet().forEach(key -> javas.add(key.java()));
    return javas;
  }

  /** Who has figures in a row, in order. */
  public Set<String> contenders(String java, String row) {
    Set<String> names = new LinkedHashSet<>();
    for (Series key : figures.keySet()) {
      if (key.java().equals(java) && key.row().equals(row)) {
        names.add(key.contender());
      }
    }
    return names;
  }
}
