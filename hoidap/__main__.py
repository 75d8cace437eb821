from hoidap.cli import main

if __name__ == "__main__":  # the renderer's child processes import this file again
    main()
