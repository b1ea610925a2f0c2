using Simulator.Kernel;

namespace Simulator.Aws.Ecr;

/// <summary>An image on a container instance.</summary>
internal struct HostImage
{
    /// <summary>Number in the catalogue.</summary>
    public int Image;

    /// <summary>Next image of the same host, or -1.</summary>
    public int Next;

    /// <summary>Live containers that have it.</summary>
    public int Users;

    /// <summary>Whether all of its layers are there.</summary>
    public bool IsHere;

    /// <summary>Whether a task has pulled it; false for one that came with the machine image.</summary>
    public bool WasPulled;

    /// <summary>When it was pulled.</summary>
    public Instant PulledAt;

    /// <summary>Until when containers of stopped tasks keep it; its last use.</summary>
    public Instant KeptUntil;
}

/// <summary>
/// What each container instance has of the images: images as the agent counts them, layers as the container runtime stores them. The agent's removal of images
/// (ECS-AG-04) costs no events: nothing can tell whether an image is there until somebody pulls on the host, so the cycles that have passed are caught up with then.
/// <code>
///  each 30 min: of the images without containers, pulled an hour ago or longer, the 5 least recently used go.   Containers of stopped tasks stay for 3 h.
/// </code>
/// AWS: aws/amazon-ecs-agent, agent/engine/docker_image_manager.go.
/// </summary>
internal sealed class HostImages(ImageCatalogue catalogue)
{
    private readonly Slab<HostImage> _entries = new();
    private readonly int _words = (catalogue.Layers + 63) / 64;
    private ulong[] _layers = [];

    /// <summary>An entry.</summary>
    public ref HostImage this[int entry] => ref _entries[entry];

    /// <summary>Makes room for hosts up to an index.</summary>
    public void Reserve(int hosts)
    {
        if (hosts * _words > _layers.Length) Array.Resize(ref _layers, hosts * _words);
    }

    /// <summary>A host begins with nothing.</summary>
    public void Clear(int instance, ref PullHost host)
    {
        for (var entry = host.FirstImage; entry >= 0;)
        {
            var next = _entries[entry].Next;
            _entries.Remove(entry);
            entry = next;
        }
        host.FirstImage = -1;
        Array.Clear(_layers, instance * _words, _words);
    }

    /// <summary>The entry of an image on a host, or -1.</summary>
    public int Find(in PullHost host, int image)
    {
        var entry = host.FirstImage;
        while (entry >= 0 && _entries[entry].Image != image) entry = _entries[entry].Next;
        return entry;
    }

    /// <summary>The entry of an image on a host, a new one when there is none.</summary>
    public int Ensure(ref PullHost host, int image)
    {
        var entry = Find(in host, image);
        if (entry < 0)
        {
            entry = _entries.Add();
            ref var fresh = ref _entries[entry];
            fresh.Image = image;
            fresh.Next = host.FirstImage;
            host.FirstImage = entry;
        }
        return entry;
    }

    /// <summary>A container is over.</summary>
    /// <param name="host">Its host.</param>
    /// <param name="image">Its image.</param>
    /// <param name="keptUntil">When the agent will remove it.</param>
    public void Leave(in PullHost host, int image, Instant keptUntil)
    {
        var entry = Find(in host, image);
        if (entry < 0) return;
        ref var row = ref _entries[entry];
        if (row.Users > 0) row.Users--;
        if (row.KeptUntil < keptUntil) row.KeptUntil = keptUntil;
    }

    /// <summary>All layers of an image are on the host.</summary>
    public void Arrive(int instance, int entry, bool pulled, Instant now)
    {
        ref var row = ref _entries[entry];
        foreach (var layer in catalogue[row.Image].Layers) AddLayer(instance, layer);
        if (!row.IsHere) row.PulledAt = now;
        row.IsHere = true;
        row.WasPulled |= pulled;
    }

    /// <summary>A layer is on the host.</summary>
    public void AddLayer(int instance, int layer) => _layers[(instance * _words) + (layer / 64)] |= 1UL << (layer % 64);

    /// <summary>Whether a layer is on the host.</summary>
    public bool HasLayer(int instance, int layer) => (_layers[(instance * _words) + (layer / 64)] >> (layer % 64) & 1) != 0;

    /// <summary>Whether all layers of an image are on the host.</summary>
    public bool HasLayersOf(int instance, int image)
    {
        foreach (var layer in catalogue[image].Layers)
        {
            if (!HasLayer(instance, layer)) return false;
        }
        return true;
    }

    /// <summary>Earliest moment at which some image may be removed; <see cref="Instant.MaxValue"/> when every image is in use.</summary>
    public Instant FirstRemovable(in PullHost host)
    {
        var first = Instant.MaxValue;
        for (var entry = host.FirstImage; entry >= 0; entry = _entries[entry].Next)
        {
            var from = RemovableFrom(in host, in _entries[entry]);
            if (from < first) first = from;
        }
        return first;
    }

    /// <summary>One cycle of the agent's removal of images; returns how many went.</summary>
    public int CleanUp(int instance, ref PullHost host, Instant at)
    {
        var removed = 0;
        while (removed < host.Agent.ImagesDeletedPerCycle)
        {
            var oldest = -1;
            for (var entry = host.FirstImage; entry >= 0; entry = _entries[entry].Next)
            {
                ref readonly var row = ref _entries[entry];
                if (RemovableFrom(in host, in row) <= at && (oldest < 0 || row.KeptUntil < _entries[oldest].KeptUntil)) oldest = entry;
            }
            if (oldest < 0) break;
            Remove(instance, ref host, oldest);
            removed++;
        }
        return removed;
    }

    // Images that no task has pulled are none of the agent's business.
    private static Instant RemovableFrom(in PullHost host, in HostImage row)
    {
        if (row.Users > 0 || !row.IsHere || !row.WasPulled) return Instant.MaxValue;
        var aged = row.PulledAt + host.Agent.MinimumImageAge;
        return aged > row.KeptUntil ? aged : row.KeptUntil;
    }

    // Layers that another image on the host has stay.
    private void Remove(int instance, ref PullHost host, int entry)
    {
        ref var link = ref host.FirstImage;
        while (link != entry) link = ref _entries[link].Next;
        link = _entries[entry].Next;
        foreach (var layer in catalogue[_entries[entry].Image].Layers)
        {
            var shared = false;
            for (var other = host.FirstImage; other >= 0 && !shared; other = _entries[other].Next)
                shared = _entries[other].IsHere && Array.IndexOf(catalogue[_entries[other].Image].Layers, layer) >= 0;
            if (!shared) _layers[(instance * _words) + (layer / 64)] &= ~(1UL << (layer % 64));
        }
        _entries.Remove(entry);
    }
}
