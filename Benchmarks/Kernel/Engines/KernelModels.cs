using Simulator.Kernel;

namespace Benchmarks.Kernel.Engines;

/// <summary>
/// The workloads as the simulator runs its own: take from the calendar, switch on the kind, reach the row by reference, schedule on the calendar;
/// what can go away is a row with a generation.
/// </summary>
public static class KernelModels
{
    private const int Wake = 0xB01;
    private const int Message = 0xB02;
    private const int Arrived = 0xB03;
    private const int Served = 0xB04;

    /// <inheritdoc cref="ProtoModels.Hold"/>
    public static Func<long> Hold(int entities, long seconds) => Start(new EntityDispatcher(entities, Wake), seconds);

    /// <inheritdoc cref="ProtoModels.Phold"/>
    public static Func<long> Phold(int entities, long seconds) => Start(new EntityDispatcher(entities, Message), seconds);

    /// <inheritdoc cref="ProtoModels.Station"/>
    public static Func<long> Station(int servers, long seconds)
    {
        var station = new StationDispatcher(servers);
        return () =>
        {
            station.RunUntil(station.Calendar.Now + Duration.FromSeconds(seconds));
            return station.TotalWait;
        };
    }

    private static Func<long> Start(EntityDispatcher entities, long seconds) => () =>
    {
        entities.RunUntil(entities.Calendar.Now + Duration.FromSeconds(seconds));
        return entities.Checksum();
    };

    private sealed class EntityDispatcher
    {
        private readonly Slab<Entity> _entities = new();
        private readonly Draws _random = new();

        public EntityDispatcher(int entities, int kind)
        {
            for (var i = 0; i < entities; i++)
            {
                var entity = _entities.Add();
                Calendar.ScheduleIn(Duration.Zero, kind, entity, _entities.GenerationOf(entity));
            }
        }

        public Calendar Calendar { get; } = new();

        public void RunUntil(Instant end)
        {
            while (Calendar.TryTake(end, out var e)) Dispatch(in e);
        }

        public long Checksum()
        {
            var sum = 0L;
            for (var i = 0; i < _entities.Length; i++) sum ^= _entities[i].Checksum;
            return sum;
        }

        private void Dispatch(in Event e)
        {
            switch (e.Kind)
            {
                case Wake: OnWake(in e); break;
                case Message: OnMessage(in e); break;
                default: throw new InvalidOperationException($"Kind {e.Kind:X3} has no handler.");
            }
        }

        private void OnWake(in Event e)
        {
            if (!_entities.IsCurrent(in e)) return;
            Note(ref _entities[e.Subject]);
            Calendar.ScheduleIn(new Duration(_random.Exponential(1)), Wake, e.Subject, e.Generation);
        }

        private void OnMessage(in Event e)
        {
            if (!_entities.IsCurrent(in e)) return;
            Note(ref _entities[e.Subject]);
            var delay = new Duration(_random.Exponential(1));
            var receiver = _random.Below(_entities.Length);
            Calendar.ScheduleIn(delay, Message, receiver, _entities.GenerationOf(receiver));
        }

        private void Note(ref Entity entity) => entity.Checksum = unchecked((entity.Checksum * 31) + Calendar.Now.Nanoseconds);

        private struct Entity
        {
            public long Checksum;
        }
    }

    private sealed class StationDispatcher
    {
        private const int Nobody = -1;

        private readonly Slab<Customer> _customers = new();
        private readonly Draws _random = new();
        private readonly int _servers;
        private readonly double _meanGap;
        private int _busy;
        private int _firstWaiting = Nobody;
        private int _lastWaiting = Nobody;

        public StationDispatcher(int servers)
        {
            _servers = servers;
            _meanGap = 1 / (0.9 * servers);
            Calendar.ScheduleIn(Duration.Zero, Arrived, 0);
        }

        public Calendar Calendar { get; } = new();

        public long TotalWait { get; private set; }

        public void RunUntil(Instant end)
        {
            while (Calendar.TryTake(end, out var e)) Dispatch(in e);
        }

        private void Dispatch(in Event e)
        {
            switch (e.Kind)
            {
                case Arrived: OnArrived(); break;
                case Served: OnServed(in e); break;
                default: throw new InvalidOperationException($"Kind {e.Kind:X3} has no handler.");
            }
        }

        private void OnArrived()
        {
            var index = _customers.Add();
            ref var customer = ref _customers[index];
            customer.Arrived = Calendar.Now;
            customer.Next = Nobody;
            if (_busy < _servers)
            {
                _busy++;
                Serve(index);
            }
            else
            {
                if (_lastWaiting == Nobody) _firstWaiting = index;
                else _customers[_lastWaiting].Next = index;
                _lastWaiting = index;
            }
            Calendar.ScheduleIn(new Duration(_random.Exponential(_meanGap)), Arrived, 0);
        }

        private void OnServed(in Event e)
        {
            if (!_customers.IsCurrent(in e)) return;
            _customers.Remove(e.Subject);
            if (_firstWaiting == Nobody)
            {
                _busy--;
                return;
            }
            var next = _firstWaiting;
            ref var customer = ref _customers[next];
            TotalWait += (Calendar.Now - customer.Arrived).Nanoseconds;
            _firstWaiting = customer.Next;
            if (_firstWaiting == Nobody) _lastWaiting = Nobody;
            Serve(next);
        }

        private void Serve(int customer) =>
            Calendar.ScheduleIn(new Duration(_random.Exponential(1)), Served, customer, _customers.GenerationOf(customer));

        private struct Customer
        {
            public Instant Arrived;
            public int Next; // behind it in the queue
        }
    }
}
