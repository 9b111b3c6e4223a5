package myelin;

import java.util.List;
import java.util.stream.Stream;
import myelin.sql.Database;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

/// Runs a test of [BothDatabases] once for each kind of database, and closes and removes the databases after.
///
/// Other extensions which build on a database take it from [#testDatabase].
final class DatabaseExtension implements TestTemplateInvocationContextProvider {
    private static final Namespace NAMESPACE = Namespace.create(DatabaseExtension.class);

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return true;
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
            ExtensionContext context) {
        return TestDatabase.Kind.chosen().map(Invocation::new);
    }

    /// The database of the running test, made when first asked for.
    static TestDatabase testDatabase(ExtensionContext context) {
        TestDatabase.Kind kind =
                context.getStore(NAMESPACE)
                        .getOrDefault(
                                TestDatabase.Kind.class,
                                TestDatabase.Kind.class,
                                TestDatabase.Kind.SQLITE);
        return context.getStore(NAMESPACE)
                .computeIfAbsent(
                        TestDatabase.class, _ -> TestDatabase.create(kind), TestDatabase.class);
    }

    private record Invocation(TestDatabase.Kind kind) implements TestTemplateInvocationContext {
        @Override
        public String getDisplayName(int index) {
            return kind.toString();
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(new Databases(kind));
        }
    }

    private record Databases(TestDatabase.Kind kind) implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            context.getStore(NAMESPACE).put(TestDatabase.Kind.class, kind);
            Class<?> type = parameter.getParameter().getType();
            return type == Database.class || type == TestDatabase.class || type == TestServer.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            TestDatabase database = testDatabase(context);
            Class<?> type = parameter.getParameter().getType();
            if (type == TestServer.class) {
                return server(database, context);
            }
            return type == TestDatabase.class ? database : database.database();
        }

        private static TestServer server(TestDatabase database, ExtensionContext context) {
            List<String> options =
                    context.getElement().map(test -> test.getAnnotation(Configured.class)).stream()
                            .flatMap(configured -> Stream.of(configured.value()))
                            .flatMap(String::lines)
                            .toList();
            return context.getStore(NAMESPACE)
                    .computeIfAbsent(
                            TestServer.class,
                            _ -> new TestServer(database, options),
                            TestServer.class);
        }
    }
}
