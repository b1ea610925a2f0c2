using System.Runtime.Intrinsics;
using Simulator.Aws.Ecs.Placement;
using Simulator.Randomness;

namespace Simulator.Tests.Aws.Ecs.Placement;

/// <summary>The structures under the index against the plain way to do the same.</summary>
public sealed class IndexTests
{
    [Test]
    public void FitTree_FindsWhatAScanFinds()
    {
        var random = new RandomStream(3, 0, Purpose.Resampling, 1);
        var tree = new FitTree();
        tree.Reset(64);
        var offers = Enumerable.Repeat(FitTree.Nothing, 64).ToArray();
        for (var step = 0; step < 20_000; step++)
        {
            var place = random.NextInt(64);
            offers[place] = random.NextInt(5) == 0 ? FitTree.Nothing : Vector128.Create(random.NextInt(8), random.NextInt(8), random.NextInt(3), random.NextInt(2));
            tree.Set(place, offers[place]);
            var need = Vector128.Create(random.NextInt(8), random.NextInt(8), random.NextInt(3), random.NextInt(2));
            var from = random.NextInt(65);
            var expected = Enumerable.Range(from, 64 - from).Where(i => FitTree.Covers(offers[i], need)).DefaultIfEmpty(-1).First();
            Assert.That(tree.Next(need, from), Is.EqualTo(expected));
        }
    }

    [Test]
    public void RemainderTree_FindsWhatASortFinds()
    {
        var random = new RandomStream(4, 0, Purpose.Resampling, 1);
        const int size = 100;
        var tree = new RemainderTree(size);
        var offers = new Vector128<int>?[size];
        for (var step = 0; step < 20_000; step++)
        {
            var place = random.NextInt(size);
            if (offers[place] is not null) tree.Remove(place);
            offers[place] = random.NextInt(4) == 0 ? null : Vector128.Create(random.NextInt(12), random.NextInt(12), random.NextInt(3), 0);
            if (offers[place] is { } offer) tree.Add(place, offer[0], offer);
            var need = Vector128.Create(random.NextInt(12), random.NextInt(12), random.NextInt(3), 0);
            var order = Enumerable.Range(0, size).Where(i => offers[i] is { } o && FitTree.Covers(o, need)).OrderBy(i => offers[i]!.Value[0]).ThenBy(i => i).ToList();
            var found = new List<int>();
            for (var at = tree.FirstFrom(need[0], need); at >= 0; at = tree.NextAfter(at, need)) found.Add(at);
            Assert.That(found, Is.EqualTo(order));
        }
    }

    [Test]
    public void PlaceSet_HoldsWhatAHashSetHolds()
    {
        var random = new RandomStream(5, 0, Purpose.Resampling, 1);
        const int size = 9000; // three words of summary
        var set = new PlaceSet();
        set.Reset(size);
        var expected = new SortedSet<int>();
        for (var step = 0; step < 5000; step++)
        {
            var place = random.NextInt(size);
            if (random.NextInt(2) == 0)
            {
                set.Add(place);
                expected.Add(place);
            }
            else if (expected.Count > 0)
            {
                var gone = expected.First(p => p >= Math.Min(place, expected.Max));
                set.Remove(gone);
                expected.Remove(gone);
            }
            var from = random.NextInt(size);
            var next = expected.GetViewBetween(from, size);
            Assert.That(set.Next(from), Is.EqualTo(next.Count == 0 ? -1 : next.Min));
            Assert.That(set.Contains(place), Is.EqualTo(expected.Contains(place)));
        }
    }

    [Test]
    public void Pool_KeepsTheOrderOfRegistrationWhenItIsCompacted()
    {
        var board = new Board([new(Simulator.Model.Definitions.PlacementStrategyKind.Binpack, "memory")], tie: "registration");
        var inOrder = new Queue<int>();
        for (var i = 0; i < 400; i++)
        {
            inOrder.Enqueue(board.Add());
            if (i >= 5) RemoveFirst();
        }
        while (inOrder.Count > 0) RemoveFirst();
        Assert.That(board.Choose(), Is.EqualTo(-1));

        void RemoveFirst()
        {
            var first = board.Choose(); // all are alike, so the tie rule decides
            Assert.That(first, Is.EqualTo(inOrder.Dequeue()));
            board.Remove(first);
        }
    }
}
