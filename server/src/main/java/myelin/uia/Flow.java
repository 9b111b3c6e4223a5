package myelin.uia;

import java.util.List;
import java.util.Set;

/// Stages which together confirm a request, to be completed in this order.
///
/// @param stages their types, as `m.login.dummy`
public record Flow(List<String> stages) {

    public Flow {
        stages = List.copyOf(stages);
    }

    /// The flow of these stages.
    public static Flow of(String... stages) {
        return new Flow(List.of(stages));
    }

    boolean isComplete(Set<String> completed) {
        return completed.containsAll(stages);
    }

    /// "the flow's stages must be completed in order": whether this stage may come now.
    boolean admits(String stage, Set<String> completed) {
        int at = stages.indexOf(stage);
        return at >= 0 && completed.containsAll(stages.subList(0, at));
    }
}
