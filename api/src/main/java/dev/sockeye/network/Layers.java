package dev.sockeye.network;

import dev.sockeye.spi.StreamLayer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** The layers on the class path or module path, looked for when a scheme first asks for one. */
final class Layers {

  private static final class Found {
    static final List<StreamLayer> LAYERS = load();
  }

  private Layers() {}

  private static List<StreamLayer> load() {
    List<StreamLayer> layers = new ArrayList<>();
    ServiceLoader.load(StreamLayer.class, Layers.class.getClassLoader()).stream()
        .forEach(
            provider -> {
              try {
                layers.add(provider.get());
              } catch (ServiceConfigurationError e) {
                System.getLogger("dev.sockeye")
                    .log(System.Logger.Level.WARNING, "a layer could not be loaded", e);
              }
            });
    return List.copyOf(layers);
  }

  /** The layer of a scheme, {@code tls+tcp}. */
  static Optional<StreamLayer> of(String scheme) {
    int plus = scheme.indexOf('+');
    return plus < 0
        ? Optional.empty()
        : Found.LAYERS.stream()
            .filter(layer -> layer.prefix().equals(scheme.substring(0, plus)))
            .findFirst();
  }

  /** What stands after the layer's prefix. */
  static String below(String scheme) {
    return scheme.substring(scheme.indexOf('+') + 1);
  }

  /** A scheme of a layer over one of those that there are; empty if that makes no stream. */
  static Optional<Offer> find(String scheme, Map<String, Offer> schemes) {
    return of(scheme)
        .flatMap(
            layer ->
                Optional.ofNullable(schemes.get(below(scheme)))
                    .filter(Offer::makesStream)
                    .map(offer -> LayeredTransport.over(layer, offer)));
  }
}
