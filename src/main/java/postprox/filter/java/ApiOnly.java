package postprox.filter.java;

import postprox.filter.api.MessageFilter;

/**
 * The parent of all class loaders of plug-ins. It shows them the interface and the JDK: neither postprox's classes nor its libraries.
 * So a plug-in may bring another version of a library that postprox uses.
 */
final class ApiOnly extends ClassLoader {
    private static final String API = MessageFilter.class.getPackageName() + ".";

    ApiOnly() {
        super(ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (name.startsWith(API)) {
            return MessageFilter.class.getClassLoader().loadClass(name);
        }
        throw new ClassNotFoundException(name);
    }
}
