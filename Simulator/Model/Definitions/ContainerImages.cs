using System.Collections.Immutable;

namespace Simulator.Model.Definitions;

/// <summary>
/// Whose image is how large: what <c>containers</c> says of a container, else its part of the application's image. That is the size of all images of the task
/// together: what is stated one by one is taken off, and the rest is divided evenly among the other images.
/// </summary>
public static class ContainerImages
{
    /// <summary>The image of one container.</summary>
    /// <param name="definition">Its task definition.</param>
    /// <param name="application">Its application.</param>
    /// <param name="container">Index of the container.</param>
    /// <param name="isStated">Whether its size was stated for this very container.</param>
    public static ImageDefinition Of(TaskDefinition definition, ApplicationDefinition application, int container, out bool isStated)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(application);
        var own = OwnOf(definition, application, container);
        isStated = own is not null || definition.Containers.Length == 1;
        if (own is not null) return own;
        var rest = application.ImageBytes;
        var others = 0;
        for (var i = 0; i < definition.Containers.Length; i++)
        {
            if (FirstWith(definition, definition.Containers[i].Image) != i) continue;
            if (OwnOf(definition, application, i) is { } stated) rest -= stated.Bytes;
            else others++;
        }
        ImmutableArray<LayerDefinition> layers = definition.Containers.Length == 1 ? application.ImageLayers : [];
        return new ImageDefinition(Math.Max(0, rest) / Math.Max(1, others), layers, application.ImageIsIndexed);
    }

    // Containers of one image share what is said of any of them.
    private static ImageDefinition? OwnOf(TaskDefinition definition, ApplicationDefinition application, int container)
    {
        if (application.Containers.IsEmpty) return null;
        for (var i = 0; i < definition.Containers.Length; i++)
        {
            if (definition.Containers[i].Image == definition.Containers[container].Image && application.Containers.GetValueOrDefault(definition.Containers[i].Name)?.Image is { } image)
                return image;
        }
        return null;
    }

    private static int FirstWith(TaskDefinition definition, string image)
    {
        var first = 0;
        while (definition.Containers[first].Image != image) first++;
        return first;
    }
}
