package myelin.offline;

import java.util.ArrayList;
import java.util.List;
import myelin.core.json.Json;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.room.RoomVersion;

/// Something to ask about events of a room of some version. Pure; may be asked by all threads.
@FunctionalInterface
public interface Question {

    /// The answer to one input.
    ///
    /// @throws BadInput if the input is not what the question needs
    JsonObject answer(RoomVersion version, JsonObject input);

    /// The answer to one input, or to an array of them an array of answers: starting once for a thousand events is
    /// quicker than a thousand starts.
    ///
    /// @throws BadInput if an input is not what the question needs
    default Json answer(RoomVersion version, Json input) {
        return switch (input) {
            case JsonObject one -> answer(version, one);
            case JsonArray several -> {
                List<Json> answers = new ArrayList<>(several.size());
                for (int i = 0; i < several.size(); i++) {
                    Json entry = several.at(i);
                    answers.add(
                            BadInput.reading("[" + i + "]", () -> answer(version, object(entry))));
                }
                yield JsonArray.from(answers);
            }
            default -> throw new BadInput("the input is neither an object nor an array of objects");
        };
    }

    private static JsonObject object(Json entry) {
        if (entry instanceof JsonObject object) {
            return object;
        }
        throw new BadInput("this is no object");
    }
}
