package io.plenum.loadtests.profile;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Says what kind of work a stack is: that of its innermost frame which a category knows. */
final class Categories {
    private final List<Category> categories;

    /**
     * @param categories the first one that knows a frame has it
     */
    Categories(List<Category> categories) {
        this.categories = List.copyOf(categories);
    }

    /** All of them, in their order. */
    List<Category> all() {
        return categories;
    }

    /**
     * The category of one frame.
     *
     * @param otherwise if none knows it
     */
    Category of(String frame, Category otherwise) {
        for (Category category : categories) {
            for (String beginning : category.beginnings()) {
                if (frame.startsWith(beginning)) {
                    return category;
                }
            }
        }
        return otherwise;
    }

    /** The category of a stack, {@link Category#OTHER} if none knows any frame. */
    Category of(List<String> framesInnermostFirst) {
        for (String frame : framesInnermostFirst) {
            Category category = of(frame, Category.OTHER);
            if (!category.equals(Category.OTHER)) {
                return category;
            }
        }
        return Category.OTHER;
    }

    /** Nanoseconds by category, those without left out, in the order of the table. */
    Map<String, Long> nanos(List<StackSample> samples) {
        Map<String, Long> nanos = new LinkedHashMap<>();
        categories.forEach(category -> nanos.put(category.name(), 0L));
        for (StackSample sample : samples) {
            nanos.merge(of(sample.frames()).name(), sample.nanos(), Long::sum);
        }
        nanos.values().removeIf(each -> each == 0);
        return nanos;
    }
}
