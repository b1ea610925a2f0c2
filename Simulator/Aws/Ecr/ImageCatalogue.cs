using Simulator.Model.Definitions;

namespace Simulator.Aws.Ecr;

/// <summary>
/// The images of the scenario, numbered by their references: task definitions that name the same image share what a host has of it. Each is one layer unless the
/// scenario lists its layers; layers of one digest are one thing, whichever images they are in.
/// </summary>
internal sealed class ImageCatalogue
{
    private readonly int[][] _imageOf; // by task definition and container
    private readonly List<string> _names = [];
    private readonly List<Image> _images = [];
    private readonly List<long> _layerBytes = [];
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly int[] _pushed; // by timeline index: number of the image that is pushed, or -1

    public ImageCatalogue(Scenario scenario)
    {
        var digests = new Dictionary<string, int>(StringComparer.Ordinal);
        _imageOf = new int[scenario.TaskDefinitions.Length][];
        // What is stated for a container comes before what is divided among several.
        foreach (var wantsStated in (bool[])[true, false])
        {
            for (var i = 0; i < _imageOf.Length; i++)
            {
                var definition = scenario.TaskDefinitions[i];
                var application = i < scenario.Applications.Length ? scenario.Applications[i] : ApplicationDefinition.Default;
                _imageOf[i] ??= new int[definition.Containers.Length];
                for (var container = 0; container < _imageOf[i].Length; container++)
                {
                    var image = ContainerImages.Of(definition, application, container, out var isStated);
                    var reference = definition.Containers[container].Image;
                    if (isStated == wantsStated && !_numbers.ContainsKey(reference)) Add(reference, image, digests);
                    if (!wantsStated) _imageOf[i][container] = _numbers[reference];
                }
            }
        }
        _pushed = new int[scenario.Timeline.Length];
        for (var i = 0; i < _pushed.Length; i++) _pushed[i] = scenario.Timeline[i] is PutImageAction push ? Push(push, digests) : -1;
    }

    /// <summary>Whether the timeline pushes images, so that a tag may name several.</summary>
    public bool HasPushes => Array.Exists(_pushed, p => p >= 0);

    /// <summary>How many different layers.</summary>
    public int Layers => _layerBytes.Count;

    /// <summary>The image of a container.</summary>
    public int Of(int taskDefinition, int container) => _imageOf[taskDefinition][container];

    /// <summary>Containers of a task definition.</summary>
    public int ContainersOf(int taskDefinition) => _imageOf[taskDefinition].Length;

    /// <summary>An image.</summary>
    public Image this[int image] => _images[image];

    /// <summary>Its reference.</summary>
    public string NameOf(int image) => _names[image];

    /// <summary>Compressed bytes of a layer.</summary>
    public long BytesOfLayer(int layer) => _layerBytes[layer];

    /// <summary>Number of the image that a push of the timeline brings.</summary>
    public int PushedBy(int action) => _pushed[action];

    /// <summary>The first image of the reference that an image is pushed behind: itself when it is the first.</summary>
    public int FirstOf(int image) => _numbers[_names[image]];

    /// <summary>Number of the image of a reference, or -1.</summary>
    public int Find(string reference) => _numbers.GetValueOrDefault(reference, -1);

    private int Push(PutImageAction push, Dictionary<string, int> digests)
    {
        if (!_numbers.TryGetValue(push.Reference, out var first)) return -1;
        var bytes = push.Image.Bytes;
        if (bytes < 0 && push.Image.Layers.IsEmpty) bytes = _images[first].Layers.Sum(l => _layerBytes[l]);
        Add(push.Reference, push.Image with { Bytes = bytes, Indexed = _images[first].Indexed }, digests);
        return _images.Count - 1;
    }

    private void Add(string reference, ImageDefinition image, Dictionary<string, int> digests)
    {
        _numbers.TryAdd(reference, _images.Count);
        _names.Add(reference);
        List<int> layers = [];
        foreach (var layer in image.Layers)
        {
            if (layer.Digest.Length > 0 && digests.TryGetValue(layer.Digest, out var known))
            {
                if (!layers.Contains(known)) layers.Add(known);
                continue;
            }
            if (layer.Digest.Length > 0) digests.Add(layer.Digest, _layerBytes.Count);
            layers.Add(_layerBytes.Count);
            _layerBytes.Add(layer.Bytes);
        }
        if (layers.Count == 0)
        {
            layers.Add(_layerBytes.Count);
            _layerBytes.Add(image.Bytes);
        }
        _images.Add(new Image([.. layers], image.Indexed));
    }

    /// <summary>An image.</summary>
    /// <param name="Layers">Its layers.</param>
    /// <param name="Indexed">Whether it has a SOCI index.</param>
    internal sealed record Image(int[] Layers, bool Indexed);
}
