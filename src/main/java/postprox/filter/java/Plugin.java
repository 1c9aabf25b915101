package postprox.filter.java;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import postprox.filter.api.MessageFilter;

/** The classes of a plug-in, from its jar and the jars of its libraries, with a class loader of their own. Thread-safe. */
final class Plugin {
    private final PluginOrder order;
    private final List<Path> files;
    private final List<String> state;
    private final ClassLoader loader;

    private Plugin(PluginOrder order, List<Path> files, ClassLoader loader) {
        this.order = order;
        this.files = files;
        this.state = PluginFiles.state(files);
        this.loader = loader;
    }

    /**
     * Finds a plug-in's files. None of its code runs before {@link #make}.
     *
     * @throws PluginException if it is not there, or others could change it
     */
    static Plugin find(PluginOrder order) throws PluginException {
        Path jar = PluginDirectory.find(order);
        List<Path> libraries = PluginFiles.librariesOf(jar);
        if (!libraries.isEmpty()) {
            PluginFiles.check(libraries.getFirst().resolveSibling("."), libraries);
        }
        List<Path> files = new ArrayList<>(List.of(jar));
        files.addAll(libraries);
        return new Plugin(order, List.copyOf(files), new URLClassLoader(urls(files), new ApiOnly()));
    }

    private static URL[] urls(List<Path> files) throws PluginException {
        List<URL> urls = new ArrayList<>();
        for (Path file : files) {
            try {
                urls.add(file.toUri().toURL());
            } catch (MalformedURLException e) {
                throw new PluginException("the path " + file + " cannot be used; name the jar otherwise");
            }
        }
        return urls.toArray(URL[]::new);
    }

    /** The class loader of the plug-in, which stays as long as an object or a thread of the plug-in does. */
    ClassLoader loader() {
        return loader;
    }

    /** Whether the files are others now than when they were found. */
    boolean hasChanged() {
        return !PluginFiles.state(files).equals(state);
    }

    /**
     * Makes an object of the filter's class and starts it. This runs the plug-in's code.
     *
     * @throws PluginException if the jar has no such filter after all
     */
    MessageFilter make() throws Exception {
        for (ServiceLoader.Provider<MessageFilter> provider :
                ServiceLoader.load(MessageFilter.class, loader).stream().toList()) {
            if (provider.type().getName().equals(order.className())) {
                MessageFilter filter = instance(provider);
                filter.start(order);
                return filter;
            }
        }
        throw new PluginException("the class " + order.className() + " could not be loaded from " + files.getFirst());
    }

    /** The exception of a constructor says more than the error that is put around it. */
    private static MessageFilter instance(ServiceLoader.Provider<MessageFilter> provider) throws Exception {
        try {
            return provider.get();
        } catch (ServiceConfigurationError e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw e;
        }
    }
}
