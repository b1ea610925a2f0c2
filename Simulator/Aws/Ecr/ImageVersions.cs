using Simulator.Model.Definitions;
using Simulator.Model.Tables;

namespace Simulator.Aws.Ecr;

/// <summary>
/// Which image a tag names when somebody asks, in scenarios whose timeline pushes images (ECS-SV-06). The first task of a deployment that gets the image fixes the
/// digest for the tasks after it, unless versionConsistency is off or the deployment has given up; a standalone task takes what the tag names. AWS: Amazon ECS Developer Guide, "Container image resolution".
/// </summary>
internal sealed class ImageVersions(ImageCatalogue catalogue, Scenario scenario)
{
    private const int Containers = 16; // more than a task has

    private readonly Dictionary<int, int> _newest = []; // by the first image of a reference; asked by key only
    private readonly Dictionary<(int Deployment, int Container), int> _pins = []; // asked by key only
    private int[] _used = new int[64 * Containers];

    /// <summary>An image is pushed behind its tag.</summary>
    public void Push(int image) => _newest[catalogue.FirstOf(image)] = image;

    /// <summary>The image that a container of a task would get now.</summary>
    public int Resolve(int task, in TaskRow row, int container)
    {
        var first = catalogue.Of(row.TaskDefinition, container);
        var image = _newest.GetValueOrDefault(first, first);
        if (IsPinned(in row, container)) image = _pins.GetValueOrDefault((row.PinnedBy, container), image);
        if ((task + 1) * Containers > _used.Length) Array.Resize(ref _used, Math.Max((task + 1) * Containers, _used.Length * 2));
        return _used[(task * Containers) + container] = image;
    }

    /// <summary>The image that a container of a task gets: whoever is first fixes it for the deployment.</summary>
    public int Pin(int task, in TaskRow row, int container)
    {
        var image = Resolve(task, in row, container);
        if (IsPinned(in row, container)) _pins.TryAdd((row.PinnedBy, container), image);
        return image;
    }

    /// <summary>The image that a container of a task has got.</summary>
    public int UsedBy(int task, int container) => _used[(task * Containers) + container];

    private bool IsPinned(in TaskRow row, int container) => row.PinnedBy >= 0 && scenario.TaskDefinitions[row.TaskDefinition].Containers[container].VersionConsistency;
}
