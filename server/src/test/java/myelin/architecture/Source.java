package myelin.architecture;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// One Java source file, measured.
///
/// @param name its path below `src/main/java`, with slashes
/// @param lines how many lines it has
/// @param methods its methods and constructors, also those of nested classes
record Source(String name, int lines, List<Method> methods) {
    /// A method or constructor with a body.
    ///
    /// @param name its name; `<init>` for a constructor
    /// @param lines from the line of its head to that of its last brace
    /// @param parameters how many it has; none for the constructor of a record, whose components are
    ///     names at the same time
    record Method(String name, int lines, int parameters) {}

    /// The package in the usual form, `myelin.core.json`.
    String packageName() {
        int slash = name.lastIndexOf('/');
        return slash < 0 ? "" : name.substring(0, slash).replace('/', '.');
    }

    /// Measures these files, which need not compile together.
    static List<Source> measure(Path directory, List<Path> files) {
        if (files.isEmpty()) {
            return List.of();
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task =
                    (JavacTask)
                            compiler.getTask(
                                    null,
                                    manager,
                                    diagnostic -> {},
                                    List.of("-proc:none"),
                                    null,
                                    manager.getJavaFileObjectsFromPaths(files));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            List<Source> sources = new ArrayList<>();
            for (CompilationUnitTree unit : task.parse()) {
                sources.add(measure(directory, unit, positions));
            }
            return sources;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Source measure(
            Path directory, CompilationUnitTree unit, SourcePositions positions) {
        String name =
                directory
                        .relativize(Path.of(unit.getSourceFile().toUri()))
                        .toString()
                        .replace('\\', '/');
        List<Method> methods = new ArrayList<>();
        new TreeScanner<Void, Tree.Kind>() {
            @Override
            public Void visitClass(ClassTree type, Tree.Kind outer) {
                return super.visitClass(type, type.getKind());
            }

            @Override
            public Void visitMethod(MethodTree method, Tree.Kind kind) {
                long start = positions.getStartPosition(unit, method);
                long end = positions.getEndPosition(unit, method);
                if (start >= 0 && end >= 0) {
                    int lines = line(unit, end) - line(unit, start) + 1;
                    boolean recordMade =
                            kind == Tree.Kind.RECORD && method.getName().contentEquals("<init>");
                    int parameters = recordMade ? 0 : method.getParameters().size();
                    methods.add(new Method(method.getName().toString(), lines, parameters));
                }
                return super.visitMethod(method, kind);
            }
        }.scan(unit, null);
        return new Source(name, line(unit, positions.getEndPosition(unit, unit)), methods);
    }

    private static int line(CompilationUnitTree unit, long position) {
        return (int) unit.getLineMap().getLineNumber(position);
    }
}
